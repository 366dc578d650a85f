// Draws a list of blocks: one function per block type. An unknown block leaves
// a visible line, so that nobody believes the message was empty.

import { h, fragment } from "./dom.js";
import * as layout from "./blocks-layout.js";
import * as cards from "./blocks-cards.js";
import { drawRichText } from "./blocks-rich-text.js";
import { drawTable } from "./blocks-table.js";
import { drawDataTable } from "./blocks-data-table.js";
import { drawChart } from "./charts.js";
import { drawMarkdown } from "./markdown.js";

const DRAW = {
  section: layout.section,
  header: layout.header,
  divider: layout.divider,
  context: layout.context,
  context_actions: layout.contextActions,
  actions: layout.actions,
  input: layout.input,
  image: layout.image,
  video: layout.video,
  file: layout.file,
  alert: layout.alert,
  rich_text: (block) => drawRichText(block),
  markdown: (block) => drawMarkdown(block.text),
  table: drawTable,
  data_table: drawDataTable,
  data_visualization: drawChart,
  card: cards.card,
  carousel: cards.carousel,
  container: (block, surface) => cards.container(block, surface, drawBlocks),
  plan: cards.plan,
  task_card: cards.taskCard,
};

/** All blocks of a message or view. */
export function drawBlocks(blocks, surface) {
  return fragment((blocks ?? []).map((block, index) => drawBlock(withId(block, index), surface)));
}

/** The server names every block; this keeps two nameless ones apart. */
function withId(block, index) {
  return block.block_id ? block : { ...block, block_id: `block-${index}` };
}

function drawBlock(block, surface) {
  const draw = DRAW[block.type] ?? unknown;
  return h("div", { class: `block block-${block.type}`, dataset: { blockId: block.block_id } }, draw(block, surface));
}

function unknown(block) {
  return h("p", { class: "block-unknown" }, `This block cannot be shown: ${block.type}`);
}
