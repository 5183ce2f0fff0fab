package org.postern.ocsp;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.postern.api.config.Lists;

/// A file with OCSP responses that the configuration names.
///
/// @param path where it is
/// @param pem whether it is in PEM (RFC 7468), which may hold several; else it is one response in DER
record ResponseFile(Path path, boolean pem) {
    private static final int LARGEST_PEM = 16 * OcspResponse.LARGEST;

    /// The files of a list, in which `PEM` or `DER` and a space before a name says what it and those behind
    /// it
    /// are. The first is in DER if nothing is said.
    static List<ResponseFile> parse(String list) {
        List<ResponseFile> files = new ArrayList<>();
        boolean pem = false;
        for (String item : Lists.split(list)) {
            String name = item;
            if (item.startsWith("PEM ") || item.startsWith("DER ")) {
                pem = item.startsWith("PEM ");
                name = item.substring(4).strip();
            }
            if (!name.isEmpty()) {
                files.add(new ResponseFile(Path.of(name), pem));
            }
        }
        return List.copyOf(files);
    }

    /// The responses in it, in DER. The exception says in a few words what is wrong with it.
    List<byte[]> read() throws IOException {
        long limit = pem ? LARGEST_PEM : OcspResponse.LARGEST;
        if (Files.size(path) > limit) {
            throw new IOException("larger than " + limit + " bytes");
        }
        byte[] bytes = Files.readAllBytes(path);
        return pem ? blocks(new String(bytes, StandardCharsets.ISO_8859_1)) : List.of(bytes);
    }

    private static List<byte[]> blocks(String text) throws IOException {
        List<byte[]> responses = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(text))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                if (block.getType().equals("OCSP RESPONSE")) {
                    responses.add(block.getContent());
                }
            }
        } catch (RuntimeException e) {
            throw new IOException("malformed PEM", e);
        }
        if (responses.isEmpty()) {
            throw new IOException("no OCSP response in it");
        }
        return responses;
    }
}
