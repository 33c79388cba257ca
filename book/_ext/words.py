"""The words that the software of the book puts onto its pages, in each language.

Those of the prediction boxes stand in prediction.py, those of figures and explorers in
lstm_core/words. What Sphinx and its extensions say comes from their own catalogues;
``said_better`` mends names of controls that these lack or say badly.
"""

from __future__ import annotations

WORDS = {
    "en": {
        "name": "English",
        "file": "lstm-gate-by-gate",
        "summary": "Recurrent networks and LSTMs, explained gate by gate.",
        "elsewhere": "Page not found",
        "way_back": "There is no page at this address. It may have moved: start from "
        'the <a href="{first}">opening page</a>, or search the book.',
        # Around the text of a page.
        "book": "Book",
        "contents_of_book": "Contents of the book",
        "contents_of_page": "Contents of this page",
        "close": "Close",
        "pages_under": "Pages under {chapter}",
        "of_figure": " of {figure}",
        "other_language": "",
        # Buttons.
        "launch": "Launch interactive content",
        "in_browser": "In the browser",
        "run_in_browser": "Run this notebook in the browser, "
        "without installing anything",
        "contents": "Contents",
        "by": "By ",
        "whole_book": "Whole book, .{end}",
        "download_book": "Download the whole book as {end}",
        # The search.
        "needs_script": "Switch JavaScript on to search the book.",
        "nothing": "Nothing was found for “QUERY”.",
        "one": "One place was found for “QUERY”.",
        "many": "COUNT places were found for “QUERY”.",
        "first": "COUNT places were found for “QUERY”; here are the best SHOWN.",
        # Folded sections: how their headings begin.
        "look_closer": "Look closer:",
        # Notebooks.
        "figure": "Fig. ",
        "the_figure": "{figure}",
        "exercise": "Exercise ",
        "solution": "Solution to {exercise}",
        "references": "References",
        "and": " and ",
        "and_last": ", and ",
        "in_works": {},
        "in_chapter": '"{word}" in chapter {number}',
        "chapter_of": "*Chapter {number} of the book {book}, as a plain Jupyter "
        "notebook.*",
        "page_of": "*A page of the book {book}, as a plain Jupyter notebook.*",
        "quoted": '"{title}"',
        "read_in": "*[English](../{file})*",
        "find_package": "Finds the package of the book, or installs it.",
        "no_package": (
            "lstm_core is missing: save its wheel, which the opening page of the book ",
            "links, beside this notebook and run this cell again.",
        ),
        "said_better": {},
        "fields": {},
    },
    "es": {
        "name": "Español",
        "file": "lstm-compuerta-a-compuerta",
        "summary": "Redes recurrentes y LSTM, explicadas compuerta a compuerta.",
        "elsewhere": "Página no encontrada",
        "way_back": "En esta dirección no hay ninguna página. Quizás se ha mudado: "
        'empieza por la <a href="{first}">primera página</a> o busca en el libro.',
        "book": "Libro",
        "contents_of_book": "Contenido del libro",
        "contents_of_page": "Contenido de esta página",
        "close": "Cerrar",
        "pages_under": "Páginas de {chapter}",
        "of_figure": " de la {figure}",
        "other_language": "Esta página solo existe en inglés.",
        "launch": "Ejecutar este cuaderno",
        "in_browser": "En el navegador",
        "run_in_browser": "Ejecutar este cuaderno en el navegador, sin instalar nada",
        "contents": "Contenido",
        "by": "Por ",
        "whole_book": "Libro entero, .{end}",
        "download_book": "Descargar el libro entero como {end}",
        "needs_script": "Para buscar en el libro, activa JavaScript.",
        "nothing": "No se encontró nada para «QUERY».",
        "one": "Se encontró un lugar para «QUERY».",
        "many": "Se encontraron COUNT lugares para «QUERY».",
        "first": "Se encontraron COUNT lugares para «QUERY»; "
        "estos son los SHOWN mejores.",
        "look_closer": "Más de cerca:",
        "figure": "Figura ",
        "the_figure": "la {figure}",
        "exercise": "Ejercicio ",
        "solution": "Solución del {exercise}",
        "references": "Referencias",
        "and": " y ",
        "and_last": " y ",
        "in_works": {
            r"\bIn $": "En ",
            r"\bpages\b": "páginas",
            r"\bDiploma thesis\b": "Tesis de diploma",
            r"\bBlog post\b": "Entrada de blog",
            r"\bCourse notebook\b": "Cuaderno de un curso",
            r"\b([Vv])olume\b": r"\1olumen",
            r"\beditors\b": "editores",
            r"^ of $": " de ",
            r"^(\d+) of ": r"\1 de ",
            r"(olumen \d+) of ": r"\1 de ",
            r"^In (?=[A-Z])": "En ",
            r" y others\b": " et al",
            r" y (?=I[^aeou])": " e ",
        },
        "in_chapter": "«{word}» en el capítulo {number}",
        "chapter_of": "*Capítulo {number} del libro {book}, como cuaderno de Jupyter.*",
        "page_of": "*Una página del libro {book}, como cuaderno de Jupyter.*",
        "quoted": "«{title}»",
        "read_in": "*[Español](es/{file})*",
        "find_package": "Busca el paquete del libro o lo instala.",
        "no_package": (
            "Falta lstm_core: guarda su archivo wheel, que enlaza la primera página ",
            "del libro, junto a este cuaderno y ejecuta esta celda otra vez.",
        ),
        "said_better": {
            "Descarga esta pagina": "Descargar esta página",
            "Descargar archivo fuente": "Descargar la página fuente",
            "Link to this definition": "Enlace a esta definición",
            "Link to this equation": "Enlace a esta fórmula",
            "Link to this heading": "Enlace a este apartado",
            "Link to this image": "Enlace a esta figura",
            "Link to this table": "Enlace a esta tabla",
            "Link to this term": "Enlace a este término",
            "Main": "Contenido",
            "Page": "Página",
        },
        # On a page that stays English.
        "fields": {
            "Parámetros": "Parameters",
            "Devuelve": "Returns",
            "Muestra": "Raises",
            "Avisos": "Warns",
            "Campos": "Yields",
        },
    },
}


def words_in(language: str | None) -> dict:
    """All words of a language; those of English where there are none."""
    return WORDS.get(language or "en", WORDS["en"])
