//! What does not pass: where it is said to be wrong, and why.

use super::*;

/// A block that both refuse in a message, with the place and a part of the rule.
#[track_caller]
fn check(block: &Value, pointer: &str, rule: &str) {
    ours(block, pointer, rule);
    assert!(!others_take_in_message(block), "the other crate takes {block}");
}

/// A block that only we refuse, as we keep to the smaller of two limits, or as the other crate does not look there.
#[track_caller]
fn ours(block: &Value, pointer: &str, rule: &str) {
    let problems = in_message(block);
    let found =
        problems.iter().any(|problem| problem.pointer == format!("/blocks/0{pointer}") && problem.rule.contains(rule));
    assert!(found, "{pointer} {rule}: {problems:?}");
}

fn actions(element: &Value) -> Value {
    json!({"type": "actions", "elements": [element]})
}

#[test]
fn layout_blocks() {
    check(&json!({"type": "section", "text": mrkdwn(&"x".repeat(3_001))}), "/text/text", "less than 3001");
    check(&json!({"type": "section", "text": mrkdwn("")}), "/text/text", "more than 0");
    check(&json!({"type": "section"}), "", "`text` or `fields`");
    check(&json!({"type": "section", "fields": vec![plain("x"); 11]}), "/fields", "no more than 10");
    check(&json!({"type": "section", "fields": [plain(&"x".repeat(2_001))]}), "/fields/0/text", "less than 2001");
    ours(&json!({"type": "section", "text": plain("x"), "colour": "red"}), "", "additional property: colour");
    check(&json!({"type": "header", "text": plain(&"x".repeat(151))}), "/text/text", "less than 151");
    check(&json!({"type": "header", "text": mrkdwn("x")}), "/text/type", "plain_text");
    check(&json!({"type": "context", "elements": vec![mrkdwn("x"); 11]}), "/elements", "no more than 10");
    check(&json!({"type": "image", "image_url": "https://example.com/a.png"}), "", "alt_text");
    check(
        &json!({"type": "image", "image_url": format!("https://e.com/{}", "x".repeat(3_000)), "alt_text": "x"}),
        "/image_url",
        "less than 3001",
    );
    check(
        &json!({"type": "image", "image_url": "https://e.com/a.png", "alt_text": "x".repeat(2_001)}),
        "/alt_text",
        "less than 2001",
    );
    check(&json!({"type": "divider", "block_id": "x".repeat(256)}), "/block_id", "less than 256");
    check(&json!({"type": "marquee"}), "/type", "unsupported type: marquee");
    check(&json!({"type": "alert", "text": plain("x")}), "/type", "unsupported type: alert in messages");
    check(&json!({"type": "markdown", "text": "x".repeat(12_001)}), "/text", "less than 12001");
    check(
        &json!({"type": "video", "alt_text": "v", "video_url": "https://e.com/v", "thumbnail_url": "https://e.com/t"}),
        "",
        "title",
    );
}

#[test]
fn elements() {
    let with = |field: &str, value: Value| {
        let mut element = button();
        element[field] = value;
        actions(&element)
    };
    check(&with("text", plain(&"x".repeat(76))), "/elements/0/text/text", "less than 76");
    check(&with("value", json!("x".repeat(2_001))), "/elements/0/value", "less than 2001");
    check(&with("action_id", json!("x".repeat(256))), "/elements/0/action_id", "less than 256");
    check(&with("style", json!("loud")), "/elements/0/style", "primary, danger");
    let confirm =
        json!({"title": plain(&"x".repeat(101)), "text": plain("x"), "confirm": plain("y"), "deny": plain("n")});
    check(&with("confirm", confirm), "/elements/0/confirm/title/text", "less than 101");
    ours(&json!({"type": "actions", "elements": [button(), button()]}), "/elements/1/action_id", "already exists");
    ours(&json!({"type": "actions", "elements": []}), "/elements", "at least 1");
    let many: Value =
        (0..26).map(|n| json!({"type": "button", "text": plain("x"), "action_id": n.to_string()})).collect();
    check(&json!({"type": "actions", "elements": many}), "/elements", "no more than 25");
    ours(&actions(&json!({"type": "plain_text_input", "action_id": "x"})), "/elements/0/type", "unsupported type");
    check(&actions(&json!({"type": "overflow", "options": options(6)})), "/elements/0/options", "no more than 5");
    check(
        &actions(&json!({"type": "static_select", "options": options(101)})),
        "/elements/0/options",
        "no more than 100",
    );
    ours(&actions(&json!({"type": "static_select"})), "/elements/0", "`options` or `option_groups`");
    ours(
        &actions(&json!({"type": "static_select", "options": [option("1"), option("1")]})),
        "/elements/0/options/1/value",
        "unique",
    );
    let initial = json!({"type": "static_select", "options": options(2), "initial_option": option("9")});
    ours(&actions(&initial), "/elements/0/initial_option", "exactly one of the options");
    let long = json!({"text": plain("x"), "value": "x".repeat(76)});
    ours(&actions(&json!({"type": "static_select", "options": [long]})), "/elements/0/options/0/value", "less than 76");
    let described = json!({"text": plain("x"), "value": "1", "description": plain(&"x".repeat(76))});
    check(
        &actions(&json!({"type": "static_select", "options": [described]})),
        "/elements/0/options/0/description/text",
        "less than 76",
    );
    check(&actions(&json!({"type": "checkboxes", "options": options(11)})), "/elements/0/options", "no more than 10");
    check(
        &actions(&json!({"type": "datepicker", "initial_date": "21.11.2026"})),
        "/elements/0/initial_date",
        "YYYY-MM-DD",
    );
    check(&actions(&json!({"type": "timepicker", "initial_time": "9:00"})), "/elements/0/initial_time", "HH:mm");
}

#[test]
fn rich_text() {
    let line = |element: Value| json!({"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]});
    check(&line(json!({"type": "text"})), "/elements/0/elements/0", "missing required field: text");
    check(&line(json!({"type": "blink", "text": "x"})), "/elements/0/elements/0/type", "unsupported type");
    ours(&line(json!({"type": "text", "text": "x", "style": {"big": true}})), "/elements/0/elements/0/style", "big");
    check(
        &json!({"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "roman", "elements": []}]}),
        "/elements/0/style",
        "bullet",
    );
}

#[test]
fn tables_and_charts() {
    check(&json!({"type": "table", "rows": vec![vec![raw("x")]; 101]}), "/rows", "no more than 100");
    check(&json!({"type": "table", "rows": [vec![raw("x"); 21]]}), "/rows/0", "from 1 to 20");
    let table = |rows: Value| json!({"type": "data_table", "caption": "c", "rows": rows});
    check(&table(json!([[raw("a")]])), "/rows", "at least 2");
    ours(&table(json!(vec![[raw("a")]; 102])), "/rows", "no more than 101");
    check(&table(json!([[raw("a"), raw("b")], [raw("a")]])), "/rows/1", "as many cells");
    check(&table(json!([[rich("a")], [raw("a")]])), "/rows/0/0/type", "header");
    check(&table(json!([[raw("a")], [raw("")]])), "/rows/1/0/text", "more than 0");
    check(&json!({"type": "data_table", "rows": [[raw("a")], [raw("b")]]}), "", "caption");
    let chart = |chart: Value| json!({"type": "data_visualization", "title": "t", "chart": chart});
    let series = |name: &str, label: &str| json!({"name": name, "data": [{"label": label, "value": 1}]});
    let lines = |series: Value| chart(json!({"type": "line", "series": series, "axis_config": {"categories": ["a"]}}));
    check(&lines(json!([series("s", "b")])), "/chart/series/0/data", "every category");
    check(&lines(json!([series("s", "a"), series("s", "a")])), "/chart/series/1/name", "unique");
    let seven: Value = (0..7).map(|n| series(&n.to_string(), "a")).collect();
    ours(&lines(seven), "/chart/series", "no more than 6");
    check(&lines(json!([series(&"x".repeat(21), "a")])), "/chart/series/0/name", "less than 21");
    check(
        &chart(json!({"type": "pie", "segments": [{"label": "a", "value": 0}]})),
        "/chart/segments/0/value",
        "more than 0",
    );
    let titled = json!({"type": "data_visualization", "title": "x".repeat(51), "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]}});
    check(&titled, "/title", "less than 51");
}

#[test]
fn cards_plans_and_tasks() {
    check(&json!({"type": "card", "title": plain(&"x".repeat(151))}), "/title/text", "less than 151");
    check(&json!({"type": "card", "subtitle": plain("x")}), "", "must have");
    let four: Value =
        (0..4).map(|n| json!({"type": "button", "text": plain("x"), "action_id": n.to_string()})).collect();
    check(&json!({"type": "card", "actions": four}), "/actions", "no more than 3");
    let task = json!({"type": "task_card", "task_id": "1", "title": "Call", "status": "pending"});
    check(&task, "/status", "plan only");
    check(&json!({"type": "plan", "title": "p", "tasks": [task, task]}), "/tasks/1/task_id", "unique");
    check(&json!({"type": "task_card", "task_id": "1", "title": "Call", "status": "late"}), "/status", "pending");
}

#[test]
fn what_counts_in_a_whole_message() {
    let refused = |blocks: Value| message(&json!({"text": "x", "blocks": blocks}), POSTED_TEXT).expect_err("refused");
    let divider = json!({"type": "divider"});
    assert_eq!(refused(json!(vec![divider; 51])).problems[0].limit, Some(50));
    let named = json!({"type": "divider", "block_id": "same"});
    assert_eq!(refused(json!([named, named])).problems[0].pointer, "/blocks/1/block_id");
    let pie = json!({"type": "data_visualization", "title": "t", "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]}});
    assert_eq!(refused(json!(vec![pie; 3])).problems[0].limit, Some(2));
    let table = json!({"type": "table", "rows": [[raw("a")]]});
    assert_eq!(refused(json!([table, table])).problems[0].limit, Some(1));
    let attached = json!({"attachments": [{}, {"blocks": [{"type": "divider"}, {"type": "marquee"}]}]});
    let refusal = message(&attached, POSTED_TEXT).expect_err("refused");
    assert_eq!(
        (refusal.code.as_str(), refusal.problems[0].pointer.as_str()),
        ("invalid_attachments", "/attachments/1/blocks/1/type")
    );
    let words = json!({"type": "section", "text": plain(&"x".repeat(2_600))});
    assert_eq!(refused(json!(vec![words; 4])).code, "msg_blocks_too_long");
}

#[track_caller]
fn check_view(change: impl FnOnce(&mut Value), pointer: &str, rule: &str) {
    let mut view = modal_with(&json!({"type": "divider"}));
    change(&mut view);
    let problems = super::view(&view).expect_err("refused").problems;
    let found = problems.iter().any(|problem| problem.pointer == pointer && problem.rule.contains(rule));
    assert!(found, "{pointer} {rule}: {problems:?}");
}

#[test]
fn views() {
    check_view(|view| view["title"] = plain(&"x".repeat(25)), "/view/title/text", "less than 25");
    check_view(|view| view["submit"] = plain(&"x".repeat(25)), "/view/submit/text", "less than 25");
    check_view(|view| view["private_metadata"] = json!("x".repeat(3_001)), "/view/private_metadata", "less than 3001");
    check_view(|view| view["callback_id"] = json!("x".repeat(256)), "/view/callback_id", "less than 256");
    check_view(|view| view["type"] = json!("window"), "/view/type", "modal, home");
    check_view(
        |view| view["blocks"] = json!(vec![json!({"type": "divider"}); 101]),
        "/view/blocks",
        "no more than 100",
    );
    check_view(|view| view["blocks"][0] = json!({"type": "markdown", "text": "x"}), "/view/blocks/0/type", "in modals");
    check_view(
        |view| {
            view["submit"] = Value::Null;
            view["blocks"][0] = json!({"type": "input", "label": plain("L"), "element": {"type": "plain_text_input"}});
        },
        "/view",
        "submit",
    );
    check_view(
        |view| {
            let element = json!({"type": "plain_text_input", "max_length": 3_001});
            view["blocks"][0] = json!({"type": "input", "label": plain(&"x".repeat(2_001)), "element": element});
        },
        "/view/blocks/0/element/max_length",
        "from 1 to 3000",
    );
}
