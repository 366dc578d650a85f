//! The state on disk: one JSON file, written beside itself and renamed, so that it is whole whenever one looks.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::hub::Hub;
use super::seed::Seed;
use super::workspace::Workspace;

const FILE: &str = "slack.json";
/// Changes that come in quick succession are written once.
const SETTLE: Duration = Duration::from_millis(200);

/// The workspace as it was left, or a new one, with what the seed says about the app and the team.
pub(super) async fn load(data_dir: Option<&Path>, seed: Seed) -> io::Result<Workspace> {
    let mut workspace = match data_dir {
        Some(data_dir) => read(&data_dir.join(FILE)).await?,
        None => Workspace::default(),
    };
    workspace.adopt(seed);
    // Nobody is listening yet, and nothing new has happened.
    workspace.take_news();
    Ok(workspace)
}

async fn read(file: &Path) -> io::Result<Workspace> {
    match tokio::fs::read(file).await {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Workspace::default()),
        Err(error) => Err(error),
    }
}

/// Writes the state as it is now.
pub(super) async fn save(hub: &Hub, data_dir: &Path) -> io::Result<()> {
    let bytes = hub.read(serde_json::to_vec).map_err(io::Error::other)?;
    tokio::fs::create_dir_all(data_dir).await?;
    let (file, draft) = (data_dir.join(FILE), data_dir.join("slack.json.new"));
    tokio::fs::write(&draft, bytes).await?;
    tokio::fs::rename(&draft, &file).await
}

/// Writes the state whenever it has changed, until the local Slack stops.
pub(super) async fn keep_saved(hub: Arc<Hub>, data_dir: PathBuf) {
    loop {
        tokio::select! {
            () = hub.changed.notified() => {}
            () = hub.stop.cancelled() => return,
        }
        tokio::time::sleep(SETTLE).await;
        if let Err(error) = save(&hub, &data_dir).await {
            tracing::warn!(%error, "cannot save the local Slack's state");
        }
    }
}
