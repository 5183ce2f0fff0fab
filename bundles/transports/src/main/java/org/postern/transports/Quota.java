package org.postern.transports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.spi.Transport.Cause;

/// How large a mailbox may become, for one delivery.
///
/// @param settings the options of the transport
/// @param bytes the limit; 0 for none
/// @param files how many files there may be; 0 for no limit
/// @param enforced whether a full mailbox takes nothing
/// @param threshold the size at which a warning is sent; 0 for none
/// @param knownSize the size, if it need not be looked up
/// @param knownFiles the number of files, if they need not be counted
/// @param directory the directory whose size counts, if it is not that of the delivery
record Quota(
        Settings settings,
        long bytes,
        long files,
        boolean enforced,
        long threshold,
        Optional<Long> knownSize,
        Optional<Long> knownFiles,
        Optional<String> directory) {
    private static final Pattern SIZE = Pattern.compile("\\s*(\\d+)(\\.\\d*)?\\s*([KkMmGg]?)\\s*");

    static Quota of(Settings settings, Context context) throws IOException, ExpansionException {
        String[] quota = text(settings, AppendfileOptions.QUOTA, context).split("/", -1);
        String[] count =
                text(settings, AppendfileOptions.QUOTA_FILECOUNT, context).split("/", -1);
        long bytes = size(quota[0], "quota");
        return new Quota(
                settings,
                bytes,
                size(count[0], "quota_filecount"),
                !(List.of(quota).contains("no_check") || List.of(count).contains("no_check")),
                threshold(
                        text(settings, AppendfileOptions.QUOTA_WARN_THRESHOLD, context)
                                .strip(),
                        bytes),
                known(settings, AppendfileOptions.MAILBOX_SIZE, context),
                known(settings, AppendfileOptions.MAILBOX_FILECOUNT, context),
                Optional.of(text(settings, AppendfileOptions.QUOTA_DIRECTORY, context))
                        .filter(name -> !name.isEmpty()));
    }

    private static String text(Settings settings, Option<Optional<Expression>> option, Context context)
            throws ExpansionException {
        Optional<Expression> expression = settings.get(option);
        return expression.isPresent() ? expression.get().expand(context).value() : "";
    }

    private static Optional<Long> known(Settings settings, Option<Optional<Expression>> option, Context context)
            throws IOException, ExpansionException {
        return settings.get(option).isEmpty()
                ? Optional.empty()
                : Optional.of(size(text(settings, option, context), option.name()));
    }

    private static long threshold(String text, long quota) throws IOException {
        if (!text.endsWith("%")) {
            return size(text, "quota_warn_threshold");
        }
        long percent = size(text.substring(0, text.length() - 1), "quota_warn_threshold");
        return (long) (quota / 100.0 * Math.min(percent, 100));
    }

    private static long size(String text, String option) throws IOException {
        if (text.isBlank()) {
            return 0;
        }
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new LocalTrouble("Malformed value \"" + text + "\" for the option " + option);
        }
        double number = Double.parseDouble(
                matcher.group(1) + (matcher.group(2) == null || matcher.group(2).length() < 2 ? "" : matcher.group(2)));
        return (long) (number
                * switch (matcher.group(3).toUpperCase(Locale.ROOT)) {
                    case "K" -> 1L << 10;
                    case "M" -> 1L << 20;
                    case "G" -> 1L << 30;
                    default -> 1;
                });
    }

    /// Whether a mailbox need not be measured at all.
    boolean isUnlimited() {
        return bytes == 0 && files == 0 && threshold == 0;
    }

    /// The size of a mailbox file; throws if the message does not fit in.
    long checkFile(Path file, long size, long message) throws LocalTrouble {
        long used = knownSize.orElse(size);
        check(used, 0, message, file);
        return used;
    }

    /// The size of a directory with all below it; throws if the message does not fit in.
    long checkDirectory(Path delivery, long message, org.postern.api.system.Identity identity) throws IOException {
        if (isUnlimited()) {
            return 0;
        }
        Path root = directory.isPresent() ? LocalPath.of(directory.get()) : measured(delivery);
        Usage usage = knownSize.isPresent() && (knownFiles.isPresent() || files == 0)
                ? new Usage(0, 0)
                : identity.call(() -> usage(root));
        long used = knownSize.orElse(usage.bytes());
        check(used, knownFiles.orElse(usage.files()), message, delivery);
        return used;
    }

    /// A folder of a Maildir counts with the Maildir.
    private static Path measured(Path delivery) {
        Path parent = delivery.getParent();
        return parent != null && Files.exists(delivery.resolve("maildirfolder")) ? parent : delivery;
    }

    private void check(long used, long count, long message, Path mailbox) throws LocalTrouble {
        long size = used + (settings.get(AppendfileOptions.QUOTA_IS_INCLUSIVE) ? message : 0);
        long number = count + (settings.get(AppendfileOptions.QUOTA_IS_INCLUSIVE) ? 1 : 0);
        if (enforced && ((bytes > 0 && size > bytes) || (files > 0 && number > files))) {
            throw new LocalTrouble(
                    "mailbox is full (MTA-imposed quota exceeded while writing to " + mailbox + ")", Cause.QUOTA);
        }
    }

    /// @param bytes of all files
    /// @param files how many there are
    private record Usage(long bytes, long files) {}

    private Usage usage(Path root) throws IOException {
        Optional<Pattern> regex =
                settings.get(AppendfileOptions.QUOTA_SIZE_REGEX).map(Pattern::compile);
        ToLongFunction<Path> size = file -> sizeInName(file, regex).orElseGet(() -> sizeOf(file));
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> new Usage(size.applyAsLong(file), 1))
                    .reduce(new Usage(0, 0), (a, b) -> new Usage(a.bytes + b.bytes, a.files + b.files));
        } catch (NoSuchFileException _) {
            return new Usage(0, 0);
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Optional<Long> sizeInName(Path file, Optional<Pattern> regex) {
        Optional<Matcher> matcher =
                regex.map(pattern -> pattern.matcher(file.getFileName().toString()));
        return matcher.filter(found -> found.find() && found.groupCount() > 0 && found.group(1) != null)
                .map(found -> found.group(1))
                .filter(digits -> digits.length() < 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9'))
                .map(Long::parseLong);
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0; // a mail reader has taken it away
        }
    }

    /// Sends the warning if this delivery has made the mailbox larger than the threshold.
    void warn(Growth growth, Delivery delivery) throws ExpansionException {
        if (threshold == 0 || growth.before() > threshold || growth.after() <= threshold) {
            return;
        }
        new QuotaWarning(settings.get(AppendfileOptions.QUOTA_WARN_MESSAGE)
                        .expand(delivery.context())
                        .value())
                .submit(delivery);
    }
}
