package dev.lineage;

import dev.lineage.VersionDiff.Change;
import dev.lineage.model.DataDiff;
import dev.lineage.model.Dependency;
import dev.lineage.model.FileChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** A {@link VersionDiff} as a table for a terminal. */
final class DiffText {
    private static final int LISTED = 20;

    private record Row(String what, String before, String after) {}

    private final List<Row> rows = new ArrayList<>();
    private final StringBuilder notes = new StringBuilder();

    DiffText(VersionDiff diff) {
        rows.add(new Row("", diff.from().name().toString(), diff.to().name().toString()));
        new TreeMap<>(diff.data()).forEach(this::data);
        diff.code().ifPresent(change -> change("code", change, Object::toString));
        diff.dependencies().forEach(change -> change("dependency", change, DiffText::dependency));
        changes("parameter", diff.parameters(), Object::toString);
        changes("seed", diff.seeds(), Object::toString);
        changes("base", diff.bases(), digest -> digest.abbreviated());
        changes("metric", diff.metrics(), Object::toString);
        changes("artifact", diff.artifacts(), a -> a.digest().abbreviated() + " (" + a.bytes() + " bytes)");
        same(diff);
    }

    private void data(String name, DataDiff diff) {
        if (diff instanceof DataDiff.Same same) {
            rows.add(new Row("data " + name, "same", "same (evidence: " + same.evidence() + ")"));
        } else if (diff instanceof DataDiff.Unknown unknown) {
            rows.add(new Row("data " + name, "?", "unknown: " + unknown.reason()));
        } else if (diff instanceof DataDiff.Changed changed) {
            rows.add(new Row("data " + name, changed.bytesBefore() + " bytes", changed.bytesAfter() + " bytes"));
            changed.changes().stream().limit(LISTED).forEach(this::file);
            long all = changed.added() + changed.removed() + changed.modified() + changed.renamed();
            long listed = Math.min(LISTED, changed.changes().size());
            if (all > listed) {
                rows.add(new Row("  … and " + (all - listed) + " more", "", ""));
            }
        }
    }

    private void file(FileChange file) {
        String kind = "  " + file.kind().name().toLowerCase(Locale.ROOT);
        rows.add(
                switch (file.kind()) {
                    case ADDED -> new Row(kind, "", sized(file.path(), file.after()));
                    case REMOVED -> new Row(kind, sized(file.path(), file.before()), "");
                    case MODIFIED -> new Row(kind, sized(file.path(), file.before()), sized(file.path(), file.after()));
                    case RENAMED -> new Row(kind, file.from().orElse(""), file.path());
                });
    }

    private static String sized(String path, long bytes) {
        return path + " (" + bytes + " bytes)";
    }

    private static String dependency(Dependency dependency) {
        return dependency.coordinates().orElse(dependency.file()) + " "
                + dependency.digest().abbreviated();
    }

    private <T> void changes(String what, Map<String, Change<T>> changes, Function<T, String> show) {
        new TreeMap<>(changes).forEach((name, change) -> change(what + " " + name, change, show));
    }

    private <T> void change(String what, Change<T> change, Function<? super T, String> show) {
        rows.add(new Row(what, shown(change.before(), show), shown(change.after(), show)));
    }

    private static <T> String shown(Optional<T> value, Function<? super T, String> show) {
        return value.map(show).orElse("-");
    }

    private void same(VersionDiff diff) {
        List<String> same = new ArrayList<>();
        if (diff.code().isEmpty()) {
            same.add("code");
        }
        if (diff.dependencies().isEmpty()) {
            same.add("dependencies");
        }
        if (diff.parameters().isEmpty()) {
            same.add("parameters");
        }
        if (diff.seeds().isEmpty()) {
            same.add("seeds");
        }
        if (!same.isEmpty()) {
            notes.append("the same in both: ").append(String.join(", ", same)).append('\n');
        }
    }

    @Override
    public String toString() {
        int what = width(Row::what);
        int before = width(Row::before);
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            String line = pad(row.what(), what) + "  " + pad(row.before(), before) + "  " + row.after();
            text.append(line.stripTrailing()).append('\n');
        }
        return text.append(notes).toString();
    }

    private int width(Function<Row, String> column) {
        return rows.stream().mapToInt(row -> column.apply(row).length()).max().orElse(0);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
