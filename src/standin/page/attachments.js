// What hangs below a message: legacy attachments (also unfurled links) and files.

import { h } from "./dom.js";
import { drawBlocks } from "./blocks.js";
import { icon } from "./icons.js";
import { decode, mrkdwn, link } from "./mrkdwn.js";
import { picture } from "./picture.js";

const COLORS = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };

export function drawAttachments(attachments, surface) {
  return (attachments ?? []).map((attachment) =>
    h(
      "div",
      { class: "attachment" },
      attachment.pretext && h("div", { class: "text" }, mrkdwn(attachment.pretext)),
      h(
        "div",
        { class: "attachment-main" },
        h("span", { class: "attachment-bar", style: { background: colorOf(attachment.color) } }),
        h("div", { class: "attachment-body" }, content(attachment, surface)),
      ),
    ),
  );
}

function colorOf(color) {
  if (COLORS[color]) return COLORS[color];
  return /^#?[0-9a-f]{6}$/i.test(color ?? "") ? `#${color.replace("#", "")}` : null;
}

function content(attachment, surface) {
  const title = attachment.title && decode(attachment.title);
  return [
    (attachment.service_name || attachment.author_name) &&
      h("div", { class: "attachment-author" }, attachment.service_name ?? attachment.author_name),
    title &&
      h("div", { class: "attachment-title" }, attachment.title_link ? link(attachment.title_link, title) : title),
    attachment.blocks?.length
      ? drawBlocks(attachment.blocks, surface)
      : attachment.text && h("div", { class: "text" }, mrkdwn(attachment.text)),
    attachment.fields?.length &&
      h(
        "div",
        { class: "section-fields" },
        attachment.fields.map((field) =>
          h(
            "div",
            { class: `section-field${field.short ? "" : " is-wide"}` },
            h("strong", {}, field.title),
            h("div", { class: "text" }, mrkdwn(field.value)),
          ),
        ),
      ),
    attachment.image_url &&
      picture({ image_url: attachment.image_url, alt_text: attachment.fallback ?? title }, "image-picture"),
    attachment.footer && h("div", { class: "note" }, decode(attachment.footer)),
  ];
}

export function drawFiles(files) {
  return (files ?? []).map((file) => {
    const url = file.url_private ?? file.permalink ?? "";
    const title = file.title || file.name || "File";
    if (file.mimetype?.startsWith("image/")) {
      return h(
        "figure",
        { class: "image-block", dataset: { fileId: file.id } },
        h("figcaption", { class: "image-title" }, title),
        h(
          "a",
          { href: url, target: "_blank", rel: "noopener noreferrer", class: "image-link" },
          picture({ image_url: url, alt_text: file.alt_txt ?? title }, "image-picture"),
        ),
      );
    }
    return h(
      "a",
      {
        class: "file-card",
        href: url,
        target: "_blank",
        rel: "noopener noreferrer",
        download: file.name ?? "",
        dataset: { fileId: file.id },
      },
      icon("file", 28),
      h(
        "span",
        {},
        h("span", { class: "file-name" }, title),
        h(
          "span",
          { class: "note" },
          [file.pretty_type ?? file.filetype?.toUpperCase() ?? file.mimetype, sizeOf(file.size)]
            .filter(Boolean)
            .join(" · "),
        ),
      ),
    );
  });
}

function sizeOf(bytes) {
  if (!bytes) return null;
  return bytes < 1024 ? `${bytes} B` : `${Math.round(bytes / 1024).toLocaleString("en-US")} kB`;
}
