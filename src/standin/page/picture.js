// Pictures of messages: with their words, and with a stand-in when they fail.

import { h } from "./dom.js";

/** A picture with its words; a broken one shows only the words. */
export function picture(element, className) {
  const url = element.image_url ?? element.slack_file?.url ?? "";
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
