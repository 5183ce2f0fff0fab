package org.postern.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsType;

/// The DNS of a file of [Zones], read again when the file changes. While it cannot be read, every query
/// fails. Guarded by itself.
final class FileDns implements Dns {
    private record Version(Zones zones, FileTime modified, long size) {}

    private final Path file;
    private Optional<Version> last = Optional.empty();

    FileDns(Path file) {
        this.file = file;
    }

    @Override
    public DnsAnswer query(String name, DnsType type) throws DnsException {
        return zones().query(name, type);
    }

    /// None while the file cannot be read.
    @Override
    public List<String> searchDomains() {
        try {
            return zones().searchDomains();
        } catch (DnsException _) {
            return List.of();
        }
    }

    /// What is in the file now.
    synchronized Zones zones() throws DnsException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            Version version = last.filter(known ->
                            known.size() == now.size() && known.modified().equals(now.lastModifiedTime()))
                    .orElse(null);
            if (version == null) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                version = new Version(Zones.parse(text), now.lastModifiedTime(), now.size());
                last = Optional.of(version);
            }
            return version.zones();
        } catch (IOException e) {
            throw new DnsException(file + ": " + e.getMessage());
        }
    }
}
