package io.agentim.web;

import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The one HTML page, completed at the start: where the files are, the import map that stands for a
 * bundler, and a hint for every module of the first view, which the browser would otherwise find
 * one after the other.
 */
@Component
class ClientPage {
    private static final String TEMPLATE = "index.html";
    private static final String ENTRY = "main.js";
    private static final Pattern IMPORT =
            Pattern.compile(
                    "(?:^|[;}\\s])(?:import|export)\\s*(?:[^'\"()]*?from\\s*)?[\"']([^\"']+)[\"']");

    private final ClientFiles files;
    private final String folder;
    private final String importMap;
    private final ClientFile page;

    ClientPage(ClientFiles files) {
        this.files = files;
        this.folder = "app/" + files.version() + "/";
        this.importMap = importMap();
        this.page = page();
    }

    ClientFile file() {
        return page;
    }

    /** For the policy: the page's only inline script, if a map is one. */
    String importMapHash() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(importMap.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private ClientFile page() {
        ClientFile template = files.find(TEMPLATE);
        if (template == null) {
            throw new IllegalStateException("the web client is not on the class path");
        }
        String html =
                template.text()
                        .replace("{{app}}", folder)
                        .replace("{{imports}}", importMap)
                        .replace("{{preloads}}", preloads());
        try {
            return new ClientFile(template.contentType(), html.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String importMap() {
        return new TreeMap<>(Libraries.IMPORTS)
                .entrySet().stream()
                        .map(e ->
                                "\"%s\":\"./%s%s%s\""
                                        .formatted(
                                                e.getKey(), folder, Libraries.FOLDER, e.getValue()))
                        .collect(Collectors.joining(",", "{\"imports\":{", "}}"));
    }

    private String preloads() {
        return firstModules().stream()
                .map(path -> "<link rel=\"modulepreload\" href=\"%s%s\">".formatted(folder, path))
                .collect(Collectors.joining("\n"));
    }

    /** What the entry imports, directly or not, and not only later. */
    private Set<String> firstModules() {
        var found = new LinkedHashSet<String>();
        var open = new ArrayDeque<String>(Set.of(ENTRY));
        while (!open.isEmpty()) {
            String path = open.remove();
            ClientFile file = files.find(path);
            if (file == null) {
                throw new IllegalStateException("a module is missing: " + path);
            }
            if (found.add(path)) {
                var imports = IMPORT.matcher(file.text());
                while (imports.find()) {
                    open.add(resolve(path, imports.group(1)));
                }
            }
        }
        return found;
    }

    private static String resolve(String from, String specifier) {
        if (specifier.startsWith(".")) {
            return java.net.URI.create(from).resolve(specifier).normalize().toString();
        }
        String exact = Libraries.IMPORTS.get(specifier);
        if (exact != null) {
            return Libraries.FOLDER + exact;
        }
        return Libraries.IMPORTS.entrySet().stream()
                .filter(e -> e.getKey().endsWith("/") && specifier.startsWith(e.getKey()))
                .map(Map.Entry::getValue)
                .map(folder ->
                        Libraries.FOLDER + folder + specifier.substring(specifier.indexOf('/') + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no such library: " + specifier));
    }
}
