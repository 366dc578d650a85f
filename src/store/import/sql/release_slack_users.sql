-- $1 organisation, $2 external ids, $3 the Slack ids that they are to have.
-- Two people may swap Slack ids; the unique index looks at every row by itself, so both let go first. What they hold in
-- between is nobody's id, and differs from what they will hold: the row still counts as changed.
update people p set slack_user_id = 'moving:' || p.external_id
from unnest($2::text[], $3::text[]) as i (external_id, slack_user_id)
where p.org_id = $1 and p.external_id = i.external_id
    and p.slack_user_id is not null and p.slack_user_id is distinct from i.slack_user_id
