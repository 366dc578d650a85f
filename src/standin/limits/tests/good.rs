//! What passes, up to the very limit.

use super::*;

#[track_caller]
fn check(block: &Value) {
    assert_eq!(in_message(block), []);
    assert!(others_take_in_message(block), "the other crate refuses {block}");
}

#[test]
fn layout_blocks() {
    check(&json!({"type": "section", "text": mrkdwn(&"x".repeat(3_000)), "block_id": "b"}));
    check(&json!({"type": "section", "fields": vec![plain(&"x".repeat(900)); 10], "accessory": button()}));
    check(&json!({"type": "section", "text": {"type": "mrkdwn", "text": "a", "verbatim": true}, "expand": true}));
    check(&json!({"type": "header", "text": plain(&"x".repeat(150))}));
    check(&json!({"type": "divider"}));
    check(&json!({"type": "context", "elements": vec![mrkdwn("as of today"); 10]}));
    check(
        &json!({"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a chart", "title": plain("Chart")}),
    );
    check(&json!({"type": "markdown", "text": "**bold**"}));
    check(&json!({"type": "video", "title": plain("V"), "alt_text": "v", "video_url": "https://example.com/v",
        "thumbnail_url": "https://example.com/t.png", "title_url": "https://example.com/"}));
}

#[test]
fn actions_and_their_elements() {
    let confirm = json!({"title": plain(&"x".repeat(100)), "text": mrkdwn(&"x".repeat(300)), "confirm": plain("Yes"), "deny": plain("No")});
    let many: Value = (0..25).map(|number| {
        json!({"type": "button", "text": plain(&"x".repeat(75)), "action_id": format!("b{number}"), "value": "v".repeat(2_000)})
    }).collect();
    check(&json!({"type": "actions", "elements": many}));
    check(&json!({"type": "actions", "elements": [
        {"type": "button", "text": plain("Go"), "style": "danger", "confirm": confirm, "url": "https://example.com"},
        {"type": "overflow", "action_id": "o", "options": options(5)},
        {"type": "static_select", "action_id": "s", "options": options(100), "placeholder": plain("Pick"), "initial_option": option("7")},
        {"type": "static_select", "action_id": "g", "option_groups": [{"label": plain("G"), "options": options(2)}]},
        {"type": "users_select", "action_id": "u", "initial_user": "U1"},
        {"type": "conversations_select", "action_id": "c", "default_to_current_conversation": true},
        {"type": "datepicker", "action_id": "d", "initial_date": "2026-11-21"},
        {"type": "timepicker", "action_id": "t", "initial_time": "09:00"},
        {"type": "datetimepicker", "action_id": "dt", "initial_date_time": 1_764_000_000},
        {"type": "radio_buttons", "action_id": "r", "options": options(10)},
        {"type": "checkboxes", "action_id": "x", "options": [{"text": mrkdwn("*a*"), "value": "a"}]},
    ]}));
    check(&json!({"type": "context_actions", "elements": [
        {"type": "feedback_buttons", "action_id": "f", "positive_button": {"text": plain("Yes"), "value": "y"},
            "negative_button": {"text": plain("No"), "value": "n"}},
        {"type": "icon_button", "action_id": "i", "icon": "trash", "text": plain("Delete")},
    ]}));
}

#[test]
fn rich_text() {
    check(&json!({"type": "rich_text", "elements": [
        {"type": "rich_text_section", "elements": [
            {"type": "text", "text": "bold", "style": {"bold": true}},
            {"type": "link", "url": "https://example.com", "text": "link"},
            {"type": "user", "user_id": "U1"}, {"type": "channel", "channel_id": "C1"}, {"type": "emoji", "name": "eyes"},
        ]},
        {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]},
    ]}));
    // Later additions that the other crate does not know.
    let inline = json!([{"type": "date", "timestamp": 1_764_000_000, "format": "{date_short}", "fallback": "then"},
        {"type": "broadcast", "range": "here"}]);
    let block = json!({"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": inline}]});
    assert_eq!(in_message(&block), []);
}

#[test]
fn tables_and_charts() {
    check(
        &json!({"type": "table", "rows": vec![vec![raw("x"); 20]; 100], "column_settings": [{"align": "right", "is_wrapped": true}]}),
    );
    check(&json!({"type": "table", "rows": [[raw("a"), rich("b")]]}));
    let number = json!({"type": "raw_number", "value": 1.5, "text": "$1.5"});
    let rows: Vec<Value> =
        (0..101).map(|row| json!([raw("name"), if row == 0 { raw("ARR") } else { number.clone() }])).collect();
    check(
        &json!({"type": "data_table", "caption": "Renewals", "rows": rows, "page_size": 10, "row_header_column_index": 0}),
    );
    let action = json!({"type": "action_cell", "element": button(), "fallback": raw("Set")});
    let acting = json!({"type": "data_table", "caption": "Renewals", "rows": [[raw("a")], [action]]});
    assert_eq!(in_message(&acting), []);
    check(&json!({"type": "data_visualization", "title": "Share",
        "chart": {"type": "pie", "segments": [{"label": "Red", "value": 3}, {"label": "Green", "value": 9}]}}));
    for kind in ["bar", "line", "area"] {
        check(&json!({"type": "data_visualization", "title": "Health", "chart": {"type": kind,
            "series": [{"name": "Score", "data": [{"label": "Nov", "value": -4}, {"label": "Oct", "value": 6}]}],
            "axis_config": {"categories": ["Oct", "Nov"], "x_label": "Month", "y_label": "Points"}}}));
    }
}

#[test]
fn cards_plans_and_tasks() {
    check(&json!({"type": "card", "title": mrkdwn("Acme"), "subtitle": plain("Enterprise"), "body": mrkdwn("Red 41"),
        "actions": [button()], "icon": {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "logo"}}));
    let task = |id: &str, status: &str| json!({"type": "task_card", "task_id": id, "title": "Call", "status": status});
    check(&json!({"type": "plan", "title": "Rescue", "tasks": [task("1", "complete"), task("2", "pending")]}));
    check(
        &json!({"type": "task_card", "task_id": "1", "title": "Call", "status": "in_progress", "details": rich("by Friday"),
        "sources": [{"type": "url", "url": "https://example.com", "text": "Notes"}]}),
    );
}

#[test]
fn inputs_and_alerts_in_a_modal() {
    let input = |element: Value| json!({"type": "input", "label": plain("Label"), "hint": plain("Hint"), "optional": true, "element": element});
    for block in [
        input(
            json!({"type": "plain_text_input", "action_id": "a", "multiline": true, "min_length": 1, "max_length": 3_000}),
        ),
        input(
            json!({"type": "number_input", "action_id": "a", "is_decimal_allowed": true, "min_value": "0.5", "max_value": "9"}),
        ),
        input(json!({"type": "email_text_input", "action_id": "a"})),
        input(json!({"type": "url_text_input", "action_id": "a"})),
        input(json!({"type": "rich_text_input", "action_id": "a"})),
        input(json!({"type": "file_input", "action_id": "a", "max_files": 10})),
        input(json!({"type": "external_select", "action_id": "a", "min_query_length": 0})),
        input(
            json!({"type": "multi_static_select", "action_id": "a", "options": options(3), "initial_options": [option("1")], "max_selected_items": 2}),
        ),
        input(json!({"type": "multi_users_select", "action_id": "a"})),
        json!({"type": "alert", "text": mrkdwn(&"x".repeat(200)), "level": "warning"}),
    ] {
        assert_eq!(in_modal(&block), []);
        assert!(others_take_in_modal(&block), "the other crate refuses {block}");
    }
}

#[test]
fn a_full_view_and_a_full_home() {
    let section = json!({"type": "section", "text": plain("x")});
    let view = json!({"type": "modal", "title": plain(&"x".repeat(24)), "close": plain("Back"), "callback_id": "c".repeat(255),
        "private_metadata": "m".repeat(3_000), "notify_on_close": true, "blocks": vec![section.clone(); 100]});
    assert_eq!(super::view(&view), Ok(()));
    assert_eq!(super::view(&json!({"type": "home", "blocks": vec![section; 100]})), Ok(()));
}
