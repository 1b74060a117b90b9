// A part of CommonMark: paragraphs, headings, lists, quotes, code, tables, emphasis and links. HTML is shown as the text
// that it is.

const linkTarget = (text) => {
  try {
    const url = new URL(text, document.baseURI);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
};

const link = (target, ...children) => {
  const href = linkTarget(target);
  if (!href) return element("span", {}, ...children);
  return element("a", { href, rel: "noopener noreferrer nofollow", target: "_blank" }, ...children);
};

// Each alternative is bounded, so that no text takes more than linear time for each of its beginnings.
const INLINE =
  /(`{1,3})([^`\n]{1,400})\1|\*\*([^*\n]{1,400})\*\*|__([^_\n]{1,400})__|\*([^*\s][^*\n]{0,400})\*|!?\[([^\]\n]{0,400})\]\(([^()\s]{1,400})\)|<(https?:\/\/[^<>\s]{1,400})>|(https?:\/\/[^\s<>()"'`]{1,400})/g;

const inline = (text, depth = 0) => {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > from) parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    const [, , code, strong, strongToo, emphasis, label, target, bracketed, bare] = match;
    const within = (inner) => (depth < 3 ? inline(inner, depth + 1) : [inner]);
    if (code !== undefined) parts.push(element("code", {}, code));
    else if (strong ?? strongToo) parts.push(element("strong", {}, ...within(strong ?? strongToo)));
    else if (emphasis !== undefined) parts.push(element("em", {}, ...within(emphasis)));
    else if (target !== undefined) parts.push(link(target, label || target));
    else {
      const url = bracketed ?? bare.replace(/[.,;:!?]+$/, "");
      parts.push(link(url, url));
      if (!bracketed) parts.push(bare.slice(url.length));
    }
  }
  parts.push(text.slice(from));
  return parts;
};

const cells = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());

const isRule = (line) => /^[\s|:-]+$/.test(line) && line.includes("-") && line.includes("|");

const table = (lines) => {
  const row = (line, tag) => element("tr", {}, cells(line).map((cell) => element(tag, {}, inline(cell))));
  const body = lines.slice(2).map((line) => row(line, "td"));
  const head = element("thead", {}, row(lines[0], "th"));
  return element("div", { class: "wide" }, element("table", {}, head, element("tbody", {}, body)));
};

// What kind of block a line begins.
const kindOf = (line, next) => {
  if (/^\s*(```|~~~)/.test(line)) return "fence";
  if (/^ {4}\S/.test(line)) return "code";
  if (/^#{1,6}\s/.test(line)) return "heading";
  if (/^\s*([-*+]|\d{1,9}[.)])\s/.test(line)) return "list";
  if (/^\s*>/.test(line)) return "quote";
  if (line.includes("|") && next !== undefined && isRule(next)) return "table";
  return line.trim() === "" ? "blank" : "text";
};

const markdown = (text) => {
  const lines = textOf(text).split(/\r?\n/);
  const blocks = element("div", { class: "text" });
  let at = 0;
  const takeWhile = (holds) => {
    const from = at;
    while (at < lines.length && holds(lines[at], lines[at + 1])) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const kind = kindOf(lines[at], lines[at + 1]);
    if (kind === "fence") {
      const fence = lines[at].trim().slice(0, 3);
      at += 1;
      const code = takeWhile((line) => !line.trim().startsWith(fence));
      at += 1;
      blocks.append(element("pre", {}, element("code", {}, code.join("\n"))));
    } else if (kind === "code") {
      const code = takeWhile((line) => /^ {4}/.test(line));
      blocks.append(element("pre", {}, element("code", {}, code.map((line) => line.slice(4)).join("\n"))));
    } else if (kind === "heading") {
      const [, signs, title] = /^(#{1,6})\s+(.*)$/.exec(lines[at]) ?? [undefined, "#", lines[at].slice(1)];
      blocks.append(element(`h${Math.min(signs.length + 2, 6)}`, {}, inline(title)));
      at += 1;
    } else if (kind === "list") {
      const isNumbered = /^\s*\d/.test(lines[at]);
      const items = takeWhile((line, next) => ["list", "text"].includes(kindOf(line, next)));
      const joined = [];
      for (const line of items) {
        const item = /^\s*(?:[-*+]|\d{1,9}[.)])\s+(.*)$/.exec(line);
        if (item) joined.push(item[1]);
        else joined.push(`${joined.pop() ?? ""} ${line.trim()}`);
      }
      blocks.append(element(isNumbered ? "ol" : "ul", {}, joined.map((item) => element("li", {}, inline(item)))));
    } else if (kind === "quote") {
      const quoted = takeWhile((line) => /^\s*>/.test(line)).map((line) => line.replace(/^\s*>\s?/, ""));
      blocks.append(element("blockquote", {}, inline(quoted.join(" "))));
    } else if (kind === "table") {
      blocks.append(table(takeWhile((line) => line.includes("|"))));
    } else if (kind === "blank") {
      at += 1;
    } else {
      const paragraph = takeWhile((line, next) => kindOf(line, next) === "text");
      blocks.append(element("p", {}, inline(paragraph.join(" "))));
    }
  }
  return blocks;
};
