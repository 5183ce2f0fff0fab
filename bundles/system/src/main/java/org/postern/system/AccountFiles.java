package org.postern.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.postern.api.system.Accounts;

/// Accounts in two files of the form of `/etc/passwd` and `/etc/group`, read at each question.
final class AccountFiles implements Accounts {
    private static final int USER_FIELDS = 7;
    private static final int GROUP_FIELDS = 4;

    private final Path passwd;
    private final Path group;

    AccountFiles(Path passwd, Path group) {
        this.passwd = passwd;
        this.group = group;
    }

    @Override
    public Optional<User> user(String name) throws IOException {
        return first(passwd, line -> parseUser(line).filter(user -> user.name().equals(name)));
    }

    @Override
    public Optional<User> user(int uid) throws IOException {
        return first(passwd, line -> parseUser(line).filter(user -> user.uid() == uid));
    }

    @Override
    public Optional<Group> group(String name) throws IOException {
        return first(
                group, line -> parseGroup(line).filter(found -> found.name().equals(name)));
    }

    private static <T> Optional<T> first(Path file, Function<String, Optional<T>> parse) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.map(parse).flatMap(Optional::stream).findFirst();
        }
    }

    private static Optional<User> parseUser(String line) {
        String[] fields = line.split(":", -1);
        return fields.length == USER_FIELDS && isNumber(fields[2]) && isNumber(fields[3])
                ? Optional.of(new User(
                        fields[0],
                        Integer.parseUnsignedInt(fields[2]),
                        Integer.parseUnsignedInt(fields[3]),
                        fields[4],
                        fields[5],
                        fields[6]))
                : Optional.empty();
    }

    private static Optional<Group> parseGroup(String line) {
        String[] fields = line.split(":", -1);
        return fields.length == GROUP_FIELDS && isNumber(fields[2])
                ? Optional.of(new Group(fields[0], Integer.parseUnsignedInt(fields[2]), members(fields[3])))
                : Optional.empty();
    }

    private static List<String> members(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,9}");
    }
}
