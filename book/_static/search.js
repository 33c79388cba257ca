// The search of the book. SEARCH_PAGES and SEARCH_PLACES come from search_index.py;
// Stemmer and stopwords from Sphinx, for the language of the book.
const WORD = /[\p{L}\p{M}\p{N}_]+/gu;
const SHOWN = 50; // results; more would only be scrolled past
const EXCERPT = 240; // characters

// How well a word of the book answers a word of the query.
const SAME = 1;
const SAME_STEM = 0.7;
const A_PART = 0.4; // "forward" of "lstm_forward"
const BEGINS_SO = 0.3;
// A word in a title weighs more than in the text; so does the query as it was typed, in either.
const IN_TITLE = 3;
const AS_TYPED = 1.5;
const AS_TITLE = 3;

const stemmer = new Stemmer();
const stems = new Map();
const folded = new Map();
const silent = new Set(stopwords.map(fold));

// Without accents: who types "actualizacion" finds "actualización".
function fold(word) {
  if (!folded.has(word)) {
    folded.set(word, word.normalize("NFKD").replace(/\p{M}/gu, ""));
  }
  return folded.get(word);
}

// The stemmer wants the accents: it knows "-ación" as an ending, not "-acion".
function stem(word) {
  if (!stems.has(word)) stems.set(word, fold(stemmer.stemWord(word)));
  return stems.get(word);
}

function fit(word, wanted) {
  if (fold(word) === fold(wanted)) return SAME;
  if (stem(word) === stem(wanted)) return SAME_STEM;
  const parts = word.split("_");
  if (parts.some((part) => stem(part) === stem(wanted))) return A_PART;
  const begins = wanted.length > 2 && parts.some((part) => fold(part).startsWith(fold(wanted)));
  return begins ? BEGINS_SO : 0;
}

function wordsOf(text) {
  return text.normalize("NFKC").toLowerCase().match(WORD) ?? [];
}

function wordsOfQuery(query) {
  const words = [...new Set(wordsOf(query))];
  const telling = words.filter((word) => !silent.has(fold(word)));
  return telling.length ? telling : words;
}

// For each word of the book, how often it stands in the title and the text of places.
function countWords(places) {
  const index = new Map();
  places.forEach(([, , title, text], place) => {
    [title, text].forEach((part, inText) => {
      for (const word of wordsOf(part)) {
        if (!index.has(word)) index.set(word, new Map());
        const counts = index.get(word);
        if (!counts.has(place)) counts.set(place, [0, 0]);
        counts.get(place)[inText] += 1;
      }
    });
  });
  return index;
}

// For each place that answers to this word, how well it does.
function scoresOf(wanted, index, places) {
  const scores = new Map();
  for (const [word, counts] of index) {
    const quality = fit(word, wanted);
    if (!quality) continue;
    for (const [place, [inTitle, inText]] of counts) {
      const score = scores.get(place) ?? { title: 0, text: 0 };
      if (inTitle) score.title = Math.max(score.title, quality);
      score.text += quality * inText;
      scores.set(place, score);
    }
  }
  const rarity = Math.log(1 + places.length / (1 + scores.size));
  for (const [place, { title, text }] of scores) {
    const long = 1 + places[place][3].length / 2000;
    scores.set(place, rarity * (IN_TITLE * title + (2 * text) / (text + long)));
  }
  return scores;
}

// The places that hold the most words of the query, the best first.
function find(query, places) {
  const index = countWords(places);
  const found = new Map();
  for (const word of wordsOfQuery(query)) {
    for (const [place, score] of scoresOf(word, index, places)) {
      const sum = found.get(place) ?? { place, words: 0, score: 0 };
      sum.words += 1;
      sum.score += score;
      found.set(place, sum);
    }
  }
  const most = Math.max(...[...found.values()].map(({ words }) => words));
  const best = [...found.values()].filter(({ words }) => words === most);
  const typed = bare(query);
  for (const result of best) {
    const [, , title, text] = places[result.place];
    const words = bare(`${title} ${text}`);
    if (` ${words} `.includes(` ${typed} `)) result.score *= AS_TYPED;
    if (title.split(", ").some((name) => bare(name) === typed)) result.score *= AS_TITLE;
  }
  return best
    .sort((one, other) => other.score - one.score || one.place - other.place)
    .map(({ place }) => place);
}

// "3.3.1. The forget gate" and "lc.lstm_forward" without what nobody types.
function bare(title) {
  return wordsOf(title.replace(/^([\d.]+ |lc\.)/, "")).map(fold).join(" ");
}

// Where words of the query stand in a text, and which word of the query each is.
function matches(text, wanted) {
  return [...text.matchAll(WORD)].flatMap(({ 0: found, index: start }) => {
    const word = wanted.find((one) => wordsOf(found).some((word) => fit(word, one)));
    return word ? [{ word, start, end: start + found.length }] : [];
  });
}

// Where a piece of the text begins and ends that shows as many of the words as can be.
function piece(text, found) {
  const after = (first) => found.filter(
    ({ start }) => start >= first && start < first + EXCERPT / 2,
  );
  const variety = ({ start }) => new Set(after(start).map(({ word }) => word)).size;
  const most = Math.max(...found.map(variety));
  const focus = found.find((match) => variety(match) === most)?.start ?? 0;
  const near = focus < (2 * EXCERPT) / 3;
  const from = near ? 0 : text.indexOf(" ", focus - EXCERPT / 3) + 1;
  if (text.length <= from + EXCERPT) return [from, text.length];
  return [from, text.lastIndexOf(" ", from + EXCERPT)];
}

function excerpt(text, found) {
  const [from, to] = piece(text, found);
  const paragraph = document.createElement("p");
  paragraph.className = "context";
  paragraph.append(from > 0 ? "… " : "");
  let done = from;
  for (const { start, end } of found) {
    if (start < from || end > to) continue;
    const mark = document.createElement("mark");
    mark.append(text.slice(start, end));
    paragraph.append(text.slice(done, start), mark);
    done = end;
  }
  paragraph.append(text.slice(done, to), to < text.length ? " …" : "");
  return paragraph;
}

function result(place, wanted) {
  const [page, anchor, title, text] = SEARCH_PLACES[place];
  const [address, chapter] = SEARCH_PAGES[page];
  const found = matches(text, wanted);
  const link = document.createElement("a");
  link.href = `${document.documentElement.dataset.content_root}${address}#${anchor}`;
  link.textContent = title && title !== chapter ? `${chapter} › ${title}` : chapter;
  // The page that opens marks these words: sphinx_highlight.js of Sphinx.
  // It marks them within words too, so letters alone are left out.
  const said = found.map(({ start, end }) => text.slice(start, end));
  const words = new Set(said.filter((word) => word.length > 2));
  link.addEventListener("click", () => {
    localStorage.setItem("sphinx_highlight_terms", [...words].join(" "));
  });
  const item = document.createElement("li");
  item.append(link, text ? excerpt(text, found) : "");
  return item;
}

function search() {
  // The theme would follow the scrolling by the links of the page: there are none for it.
  document.body.removeAttribute("data-bs-spy");
  const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  document.querySelectorAll('input[name="q"]').forEach((field) => { field.value = query; });
  document.querySelector(".bd-search-container input").select();
  if (!query) return;
  const found = find(query, SEARCH_PLACES);
  const out = document.getElementById("search-results");
  const { nothing, one, many, first } = out.dataset;
  const sentence = [nothing, one][found.length] ?? (found.length > SHOWN ? first : many);
  out.querySelector(".search-summary").textContent = sentence
    .replace("COUNT", found.length).replace("SHOWN", SHOWN).replace("QUERY", () => query);
  const words = wordsOfQuery(query);
  const shown = found.slice(0, SHOWN).map((place) => result(place, words));
  out.querySelector(".search").append(...shown);
}

document.addEventListener("DOMContentLoaded", search);
