//! What stands before the first command: the organisation, its workspace, its playbooks.

use super::{App, Failure};
use crate::domain::ids::OrgId;
use crate::domain::playbook::{Playbook, PlaybookOrigin};
use crate::store::installations::{self, Installation, Workspace};
use crate::store::playbooks;

/// Makes sure that the organisation exists and has the playbooks that ship with Steward.
pub async fn organisation(app: &App, org: OrgId, name: &str) -> Result<(), Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    installations::ensure_organisation(&mut tx, org, name, now).await?;
    for (file, text) in Playbook::BUILT_IN {
        let playbook = Playbook::parse(text).map_err(|faults| anyhow::anyhow!("{file}: {faults}"))?;
        playbooks::load(&mut tx, org, (&playbook, text), PlaybookOrigin::Shipped, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes down the workspace that the bot's token belongs to.
pub async fn installation(app: &App, org: OrgId, workspace: &Workspace) -> Result<Installation, Failure> {
    let mut tx = app.begin_work().await?;
    let installation = installations::ensure(&mut tx, org, workspace, app.clock.now()).await?;
    tx.commit().await?;
    Ok(installation)
}
