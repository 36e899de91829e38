package io.agentim.web;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of the web client and of the libraries it uses: read and compressed once, at the start.
 * There is no build: what a browser runs is what lies in the sources.
 */
@Component
class ClientFiles {
    private static final String OWN = "static/";
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html;charset=utf-8",
                    "js", "text/javascript;charset=utf-8",
                    "css", "text/css;charset=utf-8",
                    "json", "application/json;charset=utf-8",
                    "webmanifest", "application/manifest+json;charset=utf-8",
                    "svg", "image/svg+xml;charset=utf-8");

    private final Map<String, ClientFile> byPath;
    private final String version;

    ClientFiles() {
        try {
            this.byPath = load();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.version = hash(byPath);
    }

    private static Map<String, ClientFile> load() throws IOException {
        var files = new TreeMap<String, ClientFile>();
        var resolver = new PathMatchingResourcePatternResolver(ClientFiles.class.getClassLoader());
        for (Resource resource : resolver.getResources("classpath:" + OWN + "**/*.*")) {
            String url = resource.getURL().toString();
            files.put(url.substring(url.lastIndexOf(OWN) + OWN.length()), read(resource));
        }
        for (var library : Libraries.FILES.entrySet()) {
            Resource[] found = resolver.getResources("classpath*:" + library.getValue());
            if (found.length != 1) {
                throw new IOException("not exactly one " + library.getValue());
            }
            files.put(library.getKey(), read(found[0]));
        }
        return files;
    }

    private static ClientFile read(Resource resource) throws IOException {
        String name = String.valueOf(resource.getFilename());
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IOException("a file of no known type: " + name);
        }
        return new ClientFile(type, resource.getContentAsByteArray());
    }

    private static String hash(Map<String, ClientFile> files) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            files.values().forEach(file -> file.read(digest::update));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    @Nullable ClientFile find(String path) {
        return byPath.get(path);
    }

    /** Another one whenever any file is another one, so that browsers may keep files for good. */
    String version() {
        return version;
    }
}
