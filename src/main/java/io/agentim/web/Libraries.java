package io.agentim.web;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the web client uses that is not ours: which files of the WebJars, and by which names. */
final class Libraries {
    private static final String WEBJARS = "META-INF/resources/webjars/";

    /** Path below the application to the resource, whose version the {@code *} stands for. */
    static final Map<String, String> FILES =
            files(
                    Map.of(
                            "lit", "lit",
                            "lit-html", "lit-html",
                            "lit-element", "lit-element",
                            "reactive-element", "lit__reactive-element",
                            "marked", "marked"),
                    "lit/index.js",
                    "lit/directives/live.js",
                    "lit/directives/repeat.js",
                    "lit-html/lit-html.js",
                    "lit-html/is-server.js",
                    "lit-html/directive.js",
                    "lit-html/directive-helpers.js",
                    "lit-html/directives/live.js",
                    "lit-html/directives/repeat.js",
                    "lit-element/lit-element.js",
                    "reactive-element/reactive-element.js",
                    "reactive-element/css-tag.js",
                    "marked/lib/marked.esm.js");

    /** What modules say in {@code import}, and what it stands for. */
    static final Map<String, String> IMPORTS =
            Map.of(
                    "lit", "lit/index.js",
                    "lit/", "lit/",
                    "lit-html", "lit-html/lit-html.js",
                    "lit-html/", "lit-html/",
                    "lit-element/lit-element.js", "lit-element/lit-element.js",
                    "@lit/reactive-element", "reactive-element/reactive-element.js",
                    "marked", "marked/lib/marked.esm.js");

    static final String FOLDER = "lib/";

    private Libraries() {}

    private static Map<String, String> files(Map<String, String> webjars, String... paths) {
        var files = new LinkedHashMap<String, String>();
        for (String path : paths) {
            int slash = path.indexOf('/');
            String webjar = webjars.get(path.substring(0, slash));
            files.put(FOLDER + path, WEBJARS + webjar + "/*" + path.substring(slash));
        }
        return files;
    }
}
