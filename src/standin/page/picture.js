// Pictures of messages: with their words, and with a stand-in when they fail.

import { h } from "./dom.js";

/** Where a picture is: at an address, or a file of Slack's by its address or id. */
export function pictureUrl({ image_url, slack_file }) {
  return image_url ?? slack_file?.url ?? (slack_file?.id ? `/files/${slack_file.id}/picture` : "");
}

/** A picture with its words; a broken one shows only the words. */
export function picture(element, className) {
  const url = pictureUrl(element);
  const image = h("img", {
    class: className,
    src: url,
    alt: element.alt_text ?? "",
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
  image.addEventListener("error", () =>
    image.replaceWith(
      h(
        "span",
        { class: `${className} is-broken`, role: "img", "aria-label": element.alt_text, title: element.alt_text },
        initials(element.alt_text),
      ),
    ),
  );
  return image;
}

const initials = (text) =>
  (text ?? "")
    .split(/\s+/)
    .map((word) => word[0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
