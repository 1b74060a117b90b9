// Requests from what was typed in, by the styles of parameters (OpenAPI 3.1.1, section 4.8.12.3).

// A text as a value of a parameter: JSON for lists and objects, or a list with commas.
const valueOf = (text, entry) => {
  const { value } = resolve(entry ?? {});
  const schema = isObject(value) ? value : {};
  const isList = schema.type === "array" || schema.items !== undefined;
  const isMap = schema.type === "object" || schema.properties !== undefined;
  if (!isList && !isMap) return text;
  try {
    const parsed = JSON.parse(text);
    if (Array.isArray(parsed) || isObject(parsed)) return parsed;
  } catch {
    // No JSON: what a person types in a hurry.
  }
  return isList ? text.split(",").map((item) => item.trim()) : text;
};

const plainText = (value) => (typeof value === "object" && value !== null ? JSON.stringify(value) : String(value));

const flat = (value) =>
  Array.isArray(value) ? value.map(plainText) : isObject(value) ? Object.entries(value).flatMap(([k, v]) => [k, plainText(v)]) : [plainText(value)];

// The pairs of a query, or of a form.
const queryPairs = (name, value, style, explode) => {
  if (style === "deepObject" && isObject(value)) {
    return Object.entries(value).flatMap(([key, inner]) =>
      (Array.isArray(inner) ? inner : [inner]).map((item) => [`${name}[${key}]`, plainText(item)]),
    );
  }
  if (explode && Array.isArray(value)) return value.map((item) => [name, plainText(item)]);
  if (explode && isObject(value)) return Object.entries(value).map(([key, item]) => [key, plainText(item)]);
  const separator = { spaceDelimited: " ", pipeDelimited: "|" }[style] ?? ",";
  return [[name, flat(value).join(separator)]];
};

const pathText = (name, value, style, explode) => {
  const encoded = (text) => encodeURIComponent(text);
  const pairs = explode && isObject(value) ? Object.entries(value).map(([k, v]) => `${encoded(k)}=${encoded(plainText(v))}`) : flat(value).map(encoded);
  if (style === "label") return `.${pairs.join(explode ? "." : ",")}`;
  if (style === "matrix") {
    if (explode && isObject(value)) return `;${pairs.join(";")}`;
    return explode ? pairs.map((item) => `;${encoded(name)}=${item}`).join("") : `;${encoded(name)}=${pairs.join(",")}`;
  }
  return pairs.join(",");
};

// How version 2.0 writes lists, in the words of version 3.
const styleOf = (parameter) => {
  if (!isVersion2()) {
    const style = textOf(parameter.style) || (["query", "cookie"].includes(parameter.in) ? "form" : "simple");
    return [style, parameter.explode ?? ["form", "deepObject"].includes(style)];
  }
  const format = textOf(parameter.collectionFormat);
  const style = { ssv: "spaceDelimited", pipes: "pipeDelimited" }[format] ?? (parameter.in === "query" ? "form" : "simple");
  return [style, format === "multi"];
};

// Adds a parameter to a request that is being made.
const addParameter = (request, parameter, text) => {
  const isJson = isObject(parameter.content);
  const value = isJson ? text : valueOf(text, schemaOf(parameter));
  const [style, explode] = isJson ? ["simple", false] : styleOf(parameter);
  if (parameter.in === "path") {
    request.path = request.path.split(`{${parameter.name}}`).join(pathText(parameter.name, value, style, explode));
  } else if (parameter.in === "query") {
    request.query.push(...queryPairs(parameter.name, value, isJson ? "form" : style, explode));
  } else if (parameter.in === "header") {
    request.headers.push([parameter.name, flat(value).join(",")]);
  }
};

// Keys by the names of their schemes: in the memory of this page, and nowhere else.
const keys = new Map();

const basic = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

// Adds the credentials of the first of the ways for which all keys are there.
const addCredentials = (request, operation) => {
  const schemes = new Map(schemesOfAll());
  const ways = securityOf(operation).map((way) => Object.keys(way));
  const way = ways.find((names) => names.length > 0 && names.every((name) => keys.get(name)));
  for (const name of way ?? []) {
    const scheme = schemes.get(name) ?? {};
    const key = keys.get(name);
    const isBasic = scheme.type === "basic" || textOf(scheme.scheme).toLowerCase() === "basic";
    if (scheme.type === "apiKey") {
      if (scheme.in === "query") request.query.push([scheme.name, key]);
      else if (scheme.in === "header") request.headers.push([scheme.name, key]);
    } else if (isBasic) {
      request.headers.push(["Authorization", `Basic ${basic(key)}`]);
    } else {
      const word = scheme.type === "http" && scheme.scheme && scheme.scheme.toLowerCase() !== "bearer" ? scheme.scheme : "Bearer";
      request.headers.push(["Authorization", `${word} ${key}`]);
    }
  }
};

// The body of a form: the members of an object in JSON, and files.
const formBody = (type, text, files) => {
  const members = text.trim() === "" ? {} : JSON.parse(text);
  if (!isObject(members)) throw new Error("A form is written as an object of JSON.");
  const pairs = Object.entries(members).flatMap(([name, value]) => queryPairs(name, value, "form", true).map(([, item]) => [name, item]));
  if (!type.startsWith("multipart/")) return new URLSearchParams(pairs);
  const form = new FormData();
  for (const [name, value] of pairs) form.append(name, value);
  for (const [name, list] of files) for (const file of list) form.append(name, file);
  return form;
};

// Where a request goes: below its server, or nowhere. A path that has no slash before it could change the host that keys are sent to, and
// a segment of dots the operation.
const urlOf = (server, request) => {
  const segments = request.path.split(/[?#]/)[0].split(/[/\\]/);
  const climbs = segments.some((segment) => /^(\.|%2e){1,2}$/i.test(segment));
  if (climbs || !request.path.startsWith("/")) throw new Error(`${request.path} leads elsewhere`);
  const url = new URL(withoutSlashes(server) + request.path, apiAddress);
  const query = request.query.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
  return query ? `${url.href}${url.search ? "&" : "?"}${query}` : url.href;
};

// JSON with line breaks, token by token: numbers stay as they came.
const laidOut = (text) => {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let out = "";
  let depth = 0;
  const line = () => `\n${"  ".repeat(Math.min(depth, 40))}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (token === "{" || token === "[") {
      depth += 1;
      out += token + line();
    } else if (token === "}" || token === "]") {
      depth -= 1;
      out = /[{[]\s*$/.test(out.slice(-90)) ? out.trimEnd() + token : out + line() + token;
    } else if (token === ",") out += token + line();
    else if (token === ":") out += ": ";
    else out += token;
  }
  return out;
};
