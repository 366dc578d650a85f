// The ten select menus: static, external, users, conversations, channels, each
// for one or many choices. All draw one combobox; they differ in their source
// and in the name of what is selected.

import { h } from "./dom.js";
import { avatar } from "./avatar.js";
import { combobox } from "./combobox.js";
import { plainString } from "./mrkdwn.js";
import { store, channelName, isAppChannel, counterpart, personName } from "./store.js";

const MIN_QUERY = 3; // Slack's default of min_query_length

export function select(field, look) {
  const { element } = field;
  const multi = element.type.startsWith("multi_");
  const source = sourceOf(element.type.replace("multi_", ""), field, multi);
  const state = field.start({ [source.key]: source.initial });
  const root = combobox({
    load: source.load,
    chosen: list(state[source.key]).map(source.choice),
    multi,
    max: element.max_selected_items,
    placeholder: plainString(element.placeholder) || (multi ? "Select options" : "Select an option"),
    clearable: Boolean(look.inInput && field.block.optional),
    slow: source.slow,
    tooShort: source.slow ? (element.min_query_length ?? MIN_QUERY) : 0,
    input: {
      id: look.controlId,
      "aria-label": look.inInput ? null : plainString(element.placeholder) || "Select an option",
      "aria-describedby": look.describedBy,
      "aria-invalid": look.invalid ? "true" : null,
      dataset: { actionId: element.action_id },
    },
    changed: (chosen, done) => settle(field, source, state, chosen, done, root, multi),
  });
  return root;
}

const list = (value) => (value === null || value === undefined ? [] : [value].flat());

/** Keeps the choice; sends it when the list is closed. A refused confirm puts it back. */
async function settle(field, source, state, chosen, done, root, multi) {
  const before = state[source.key];
  const values = chosen.map(source.value);
  state[source.key] = multi ? values : (values[0] ?? null);
  if (!done || !field.dispatches || (!multi && !values.length)) return;
  const taken = await field.commit(root, { [source.key]: state[source.key] });
  if (!taken && field.element.confirm) state[source.key] = before;
}

function sourceOf(type, field, multi) {
  const { element } = field;
  const many = multi ? "s" : "";
  const ids = (name) => element[`initial_${name}${many}`] ?? (multi ? [] : null);
  switch (type) {
    case "users_select":
      return {
        key: `selected_user${many}`,
        initial: ids("user"),
        value: (c) => c.value,
        choice: userChoice,
        load: (query) => [{ choices: matching(people(), query) }],
      };
    case "channels_select":
      return {
        key: `selected_channel${many}`,
        initial: ids("channel"),
        value: (c) => c.value,
        choice: channelChoice,
        load: (query) => [
          {
            choices: matching(
              channels((c) => !c.is_im && !c.is_private),
              query,
            ),
          },
        ],
      };
    case "conversations_select":
      return {
        key: `selected_conversation${many}`,
        initial: initialConversation(element, ids, multi),
        value: (c) => c.value,
        choice: channelChoice,
        load: (query) => [{ choices: matching(channels(allowedBy(element.filter)), query) }],
      };
    case "external_select":
      return optionSource(many, ids, (query) => field.options(query).then(groupsOf), true);
    default:
      return optionSource(
        many,
        ids,
        (query) => groupsOf(element).map((group) => ({ ...group, choices: matching(group.choices, query) })),
        false,
      );
  }
}

function optionSource(many, ids, load, slow) {
  return {
    key: `selected_option${many}`,
    initial: ids("option"),
    value: (choice) => choice.option,
    choice: optionChoice,
    load,
    slow,
  };
}

function initialConversation(element, ids, multi) {
  const given = ids("conversation");
  const here = element.default_to_current_conversation && store.channel;
  if (!here || list(given).length) return given;
  return multi ? [here] : here;
}

/** Options and option groups alike, as groups of choices. */
function groupsOf({ options, option_groups }) {
  const groups = option_groups ?? [{ options: options ?? [] }];
  return groups.map((group) => ({
    label: group.label && plainString(group.label),
    choices: (group.options ?? []).map(optionChoice),
  }));
}

function optionChoice(option) {
  return {
    value: option.value,
    label: plainString(option.text),
    detail: option.description && plainString(option.description),
    option,
  };
}

function matching(choices, query) {
  const words = query.trim().toLowerCase();
  return words
    ? choices.filter(({ label, detail }) => `${label} ${detail ?? ""}`.toLowerCase().includes(words))
    : choices;
}

function userChoice(id) {
  const user = store.users.get(id) ?? { id, name: id };
  return {
    value: id,
    label: personName(id),
    detail: user.real_name && user.name !== user.real_name ? user.name : null,
    badge: avatar(user, 20),
  };
}

function people() {
  return [...store.users.values()].filter((user) => !user.deleted).map((user) => userChoice(user.id));
}

function channelChoice(id) {
  const channel = store.channels.get(id);
  if (!channel) return { value: id, label: id };
  const badge = channel.is_im
    ? avatar(counterpart(channel), 20)
    : h("span", { class: "option-hash" }, channel.is_private ? "🔒" : "#");
  return { value: id, label: channelName(channel), badge };
}

function channels(wanted) {
  return [...store.channels.values()]
    .filter((channel) => !channel.is_archived && wanted(channel))
    .map((channel) => channelChoice(channel.id));
}

function allowedBy(filter) {
  return (channel) => {
    const kind = channel.is_im ? "im" : channel.is_private ? "private" : "public";
    if (filter?.include && !filter.include.includes(kind)) return false;
    if (filter?.exclude_external_shared_channels && channel.is_ext_shared) return false;
    return !(filter?.exclude_bot_users && isAppChannel(channel));
  };
}
