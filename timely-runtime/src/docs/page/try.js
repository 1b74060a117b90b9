// The form by which an operation is called, and what comes of it.

const MOST_SHOWN = 200_000;

const field = (label, input, isRequired, note) => {
  const id = newId();
  input.id = id;
  if (isRequired) input.setAttribute("required", "");
  const mark = isRequired ? element("span", { class: "badge must" }, "required") : undefined;
  return element("div", { class: "field" }, element("label", { for: id }, element("code", {}, label), " ", mark), input, note && element("small", {}, note));
};

const select = (values, chosen) =>
  element("select", {}, values.map((value) => element("option", { value, selected: value === chosen }, value)));

const parameterInput = (parameter) => {
  const { value } = resolve(schemaOf(parameter));
  const schema = isObject(value) ? value : {};
  const example = ownExample(parameter) ?? schema.example ?? listOf(schema.examples)[0];
  const values = listOf(schema.enum).map(plainText);
  if (values.length > 0 || schema.type === "boolean") {
    const choices = values.length > 0 ? values : ["true", "false"];
    const isRequired = parameter.in === "path" || parameter.required === true;
    return select(isRequired ? choices : ["", ...choices], isRequired ? plainText(example ?? choices[0]) : "");
  }
  const isRequired = parameter.in === "path" || parameter.required === true;
  const made = isRequired ? example ?? schema.default : undefined;
  return element("input", {
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: example === undefined ? typeOf(schema) : plainText(example),
    value: made === undefined ? undefined : plainText(made),
  });
};

// The inputs of a body; `take` gives it with its media type.
const bodyInput = (body) => {
  const types = entriesOf(body.content);
  if (types.length === 0) return undefined;
  const type = select(types.map(([name]) => name), types[0][0]);
  const place = element("div", {});
  let take = () => undefined;
  const show = () => {
    const media = resolved(body.content[type.value]);
    const { value } = resolve(media.schema ?? {});
    const schema = isObject(value) ? value : {};
    const isForm = /^(multipart\/|application\/x-www-form-urlencoded)/.test(type.value);
    const isText = isForm || /json|xml|yaml|^text\//.test(type.value);
    place.replaceChildren();
    if (!isText) {
      const file = element("input", { type: "file" });
      place.append(field("body", file, body.required === true));
      take = () => file.files[0];
      return;
    }
    const isFile = (entry) => {
      const one = resolved(entry);
      return one.type === "file" || one.format === "binary" || (type.value.startsWith("multipart/") && one.contentMediaType && !one.contentEncoding);
    };
    const files = isForm ? entriesOf(schema.properties).filter(([, property]) => isFile(property) || isFile(resolved(property).items ?? {})) : [];
    let example = ownExample(media) ?? exampleOf(media.schema ?? {});
    if (isObject(example) && files.length > 0) {
      example = Object.fromEntries(Object.entries(example).filter(([name]) => !files.some(([file]) => file === name)));
    }
    const isJson = isForm || /json/.test(type.value);
    const text = element("textarea", { rows: "10", spellcheck: "false", autocomplete: "off" });
    text.value = isJson || typeof example !== "string" ? shown(example) : example;
    place.append(field(isForm ? "the form, as JSON" : "body", text, false));
    const inputs = files.map(([name]) => [name, element("input", { type: "file", multiple: true })]);
    for (const [name, input] of inputs) place.append(field(name, input, false));
    take = () => (isForm ? formBody(type.value, text.value, inputs.map(([name, input]) => [name, input.files])) : text.value);
  };
  type.addEventListener("change", show);
  show();
  const isOptional = body.required !== true && !isVersion2();
  const wanted = element("input", { type: "checkbox", checked: true });
  return {
    view: element("fieldset", {}, element("legend", {}, "Body"), isOptional && element("label", { class: "check" }, wanted, " send it"), field("media type", type, false), place),
    take: () => (isOptional && !wanted.checked ? undefined : { type: type.value, content: take() }),
  };
};

const sized = (bytes) => (bytes < 10_000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(0)} kB`);

const showAnswer = async (response, began, place) => {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const took = Math.round(performance.now() - began);
  const type = response.headers.get("content-type") ?? "";
  const isText = bytes.length > 0 && (/json|xml|yaml|text|javascript|urlencoded/.test(type) || type === "");
  let text = isText ? new TextDecoder().decode(bytes) : "";
  const isLong = text.length > MOST_SHOWN;
  if (isLong) text = text.slice(0, MOST_SHOWN);
  else if (/json/.test(type)) text = laidOut(text);
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  place.replaceChildren();
  append(place, [
    element("p", { class: "outcome" }, element("strong", { class: `status s${String(response.status)[0]}` }, `${response.status} ${response.statusText}`), ` in ${took} ms, ${sized(bytes.length)}`),
    element("details", {}, element("summary", {}, "Headers"), element("pre", { class: "headers" }, headers)),
    isText && element("pre", { class: "answer" }, text),
    isLong && element("p", { class: "note" }, "and more, which is not shown"),
    !isText && bytes.length > 0 && element("p", { class: "note" }, `${type}, which is not shown`),
  ]);
};

const tryForm = (entry, server) => {
  const { operation, path, method } = entry;
  const parameters = parametersOf(entry).filter((parameter) => !isBodyOf2(parameter) && parameter.in !== "cookie");
  const inputs = parameters.map((parameter) => [parameter, parameterInput(parameter)]);
  const body = bodyOf(entry);
  const bodyPart = body && !["GET", "HEAD"].includes(method) ? bodyInput(body) : undefined;
  const answer = element("div", { class: "answer-place", "aria-live": "polite" });
  const button = element("button", { type: "submit" }, "Send");
  const send = async (event) => {
    event.preventDefault();
    button.disabled = true;
    answer.replaceChildren("Sending …");
    try {
      const request = { path, query: [], headers: [] };
      for (const [parameter, input] of inputs) {
        const isNeeded = parameter.in === "path" || parameter.required === true;
        if (input.value !== "" || isNeeded) addParameter(request, parameter, input.value);
      }
      const accepted = [...new Set(entriesOf(operation.responses).flatMap(([, one]) => contentOf(resolved(one), operation).map(([type]) => type)))];
      const headers = new Headers(accepted.length > 0 ? { Accept: `${accepted.join(", ")}, */*;q=0.1` } : {});
      // What is shown of the address has no key in it.
      const shownUrl = urlOf(server(entry), request);
      addCredentials(request, operation);
      for (const [name, value] of request.headers) headers.set(name, value);
      const taken = bodyPart?.take();
      if (taken && !taken.type.startsWith("multipart/") && taken.content !== undefined) headers.set("Content-Type", taken.type);
      const began = performance.now();
      const url = urlOf(server(entry), request);
      const response = await fetch(url, { method, headers, body: taken?.content, credentials: "same-origin", cache: "no-store" });
      await showAnswer(response, began, answer);
      answer.prepend(element("p", { class: "sent" }, element("code", {}, `${method} ${shownUrl}`)));
    } catch (error) {
      // What `fetch` throws says no more than that it failed.
      const hint = error instanceof TypeError ? " Another host has to be allowed by the policy of this page, and has to allow it itself (CORS)." : "";
      answer.replaceChildren(element("p", { class: "failed" }, `There is no answer to show: ${error.message}.${hint}`));
    } finally {
      button.disabled = false;
    }
  };
  const fields = inputs.map(([parameter, input]) =>
    field(parameter.name, input, parameter.in === "path" || parameter.required === true, `in ${parameter.in === "query" ? "the query" : parameter.in}`),
  );
  return element("form", { class: "try", on: { submit: send } }, element("h4", {}, "Try it"), fields, bodyPart?.view, button, answer);
};

// Where keys are typed in.
const keysForm = () => {
  const schemes = schemesOfAll();
  if (schemes.length === 0) return undefined;
  const fields = schemes.map(([name, scheme]) => {
    const isBasic = scheme.type === "basic" || textOf(scheme.scheme).toLowerCase() === "basic";
    const cannot = scheme.type === "mutualTLS" || scheme.in === "cookie";
    const input = element("input", { type: "password", autocomplete: "off", "data-scheme": name, disabled: cannot, placeholder: isBasic ? "user:password" : "" });
    input.addEventListener("input", () => keys.set(name, input.value.trim()));
    const kind = scheme.type === "apiKey" ? `${scheme.name} in ${scheme.in}` : scheme.type === "http" ? `http ${scheme.scheme}` : `${scheme.type}: a token`;
    const note = cannot ? `${kind}: by the browser itself` : kind;
    return [field(name, input, false, note), textOf(scheme.description) && markdown(scheme.description)];
  });
  return element(
    "details",
    { class: "keys" },
    element("summary", {}, "Keys"),
    element("p", { class: "note" }, "Kept in the memory of this page, and gone with it."),
    element("form", { on: { submit: (event) => event.preventDefault() } }, fields),
  );
};
