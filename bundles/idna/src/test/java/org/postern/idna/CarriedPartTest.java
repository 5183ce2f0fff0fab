package org.postern.idna;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.IDNA;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whether the part of ICU in `carried.bnd` is all that names of domains need.
class CarriedPartTest {
    private static final Pattern ITEM = Pattern.compile("\\$\\{icu\\}(/\\S+?)(?:,\\\\)?$", Pattern.MULTILINE);
    private static final String ICU = "com/ibm/icu/";

    /// Has of ICU only what a bundle carries, and of ours the library.
    private static final class Bundle extends ClassLoader {
        private final List<Pattern> carried;

        Bundle(List<Pattern> carried) {
            super(ClassLoader.getPlatformClassLoader());
            this.carried = carried;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            String path = name.replace('.', '/') + ".class";
            Optional<byte[]> bytes = bytes(path);
            if (bytes.isEmpty()) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes.get(), 0, bytes.get().length);
        }

        @Override
        protected @Nullable URL findResource(String path) {
            return isCarried(path) ? IDNA.class.getClassLoader().getResource(path) : null;
        }

        private boolean isCarried(String path) {
            return !path.startsWith(ICU)
                    || carried.stream().anyMatch(item -> item.matcher(path).matches());
        }

        private Optional<byte[]> bytes(String path) {
            if (!isCarried(path)) {
                return Optional.empty();
            }
            try (InputStream in = IDNA.class.getClassLoader().getResourceAsStream(path)) {
                return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static List<Pattern> carried() throws IOException {
        Matcher items = ITEM.matcher(Files.readString(Path.of("carried.bnd")));
        return items.results()
                .map(item -> Pattern.compile("com/ibm/icu" + ofGlob(item.group(1))))
                .toList();
    }

    /// What bnd makes of such a pattern.
    private static String ofGlob(String glob) {
        return glob.replace(".", "\\.").replace("$", "\\$").replace("*", ".*");
    }

    @Test
    void the_part_of_icu_that_bundles_carry_does_for_every_name() throws IOException, ReflectiveOperationException {
        Class<?> names = new Bundle(carried()).loadClass(DomainNames.class.getName());
        int same = 0;
        for (IdnaTestLine line : lines()) {
            String bytes = new String(line.source().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            Object there = names.getMethod("alabels", String.class).invoke(null, bytes);
            assertThat(there).as(line.id()).isEqualTo(DomainNames.alabels(bytes));
            same++;
        }
        assertThat(names).isNotSameAs(DomainNames.class);
        assertThat(same).isGreaterThan(4000);
    }

    private static List<IdnaTestLine> lines() throws IOException {
        try (InputStream file = CarriedPartTest.class.getResourceAsStream("/conformance/IdnaTestV2.txt")) {
            return IdnaTestLine.all(
                    new String(java.util.Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
