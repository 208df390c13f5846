package dev.lineage.jdbc.internal;

import dev.lineage.spi.Attribute;
import dev.lineage.spi.Query;
import dev.lineage.spi.Query.Condition;
import dev.lineage.spi.Query.Operator;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The one statement that answers a query. It walks along an index in the order of positions: that of an attribute which
 * must equal something; else a range of numbers, or the order of positions, whichever the database expects to be shorter;
 * else that of the type. The other conditions are looked up entry by entry.
 */
final class Search {
    private static final int UNINDEXED = 3;

    private final Dialect dialect;
    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    private Search(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The search, unless it cannot find anything. */
    static Optional<Search> of(Dialect dialect, Query query) {
        if (query.conditions().stream().anyMatch(Search::neverHolds)) {
            return Optional.empty();
        }
        Search search = new Search(dialect);
        List<Condition> others = new ArrayList<>(query.conditions());
        Optional<Condition> leading = leading(others);
        leading.ifPresentOrElse(
                condition -> {
                    others.remove(condition);
                    search.alongAttribute(query, condition, others);
                },
                () -> search.alongType(query, others));
        return Optional.of(search);
    }

    private static boolean neverHolds(Condition condition) {
        Attribute operand = condition.operand();
        return operand.numeric()
                && condition.operator() != Operator.NOT_EQUAL
                && Double.isNaN(Double.parseDouble(operand.value()));
    }

    private static Optional<Condition> leading(List<Condition> conditions) {
        return conditions.stream()
                .filter(condition -> rank(condition) < UNINDEXED)
                .min(Comparator.comparingInt(Search::rank));
    }

    /** How much of the index an attribute's condition names: the less it leaves open, the earlier. */
    private static int rank(Condition condition) {
        boolean equal = condition.operator() == Operator.EQUAL;
        if (!condition.operand().numeric()) {
            return equal ? 0 : UNINDEXED;
        }
        if (condition.operand().key().isEmpty() || condition.operator() == Operator.NOT_EQUAL) {
            return UNINDEXED;
        }
        return equal ? 1 : 2;
    }

    private void alongAttribute(Query query, Condition leading, List<Condition> others) {
        add(
                "select l.position, l.digest, l.entry from (select distinct d.position from @attributes d"
                        + " where d.entry_type = ? and ",
                query.type());
        add("d", leading);
        add(" and d.position < ?", query.before().orElse(Long.MAX_VALUE));
        others.forEach(condition -> addExists("d", condition));
        add(
                " order by d.position desc limit ?) m join @log l on l.position = m.position"
                        + " order by l.position desc",
                query.limit());
    }

    private void alongType(Query query, List<Condition> conditions) {
        add("select l.position, l.digest, l.entry from @log l where l.type = ?", query.type());
        add(" and l.position < ?", query.before().orElse(Long.MAX_VALUE));
        conditions.forEach(condition -> addExists("l", condition));
        add(" order by l.position desc limit ?", query.limit());
    }

    private void addExists(String alias, Condition condition) {
        sql.append(" and exists (select 1 from @attributes a where a.position = ")
                .append(alias)
                .append(".position and ");
        add("a", condition);
        sql.append(')');
    }

    private void add(String alias, Condition condition) {
        Attribute operand = condition.operand();
        add(alias + ".name = ?", operand.name());
        if (!operand.key().isEmpty()) {
            add(" and " + alias + ".attr_key = ?", operand.key());
        }
        sql.append(" and ");
        if (operand.numeric()) {
            addNumber(alias, condition.operator(), Numbers.order(Double.parseDouble(operand.value())));
        } else if (condition.operator() == Operator.EQUAL) {
            add(dialect.textEquals(alias), operand.value());
        } else {
            add(alias + ".text_value <> ?", operand.value());
        }
    }

    private void addNumber(String alias, Operator operator, @org.jspecify.annotations.Nullable Long order) {
        String isNumber = alias + ".text_value is null";
        if (order == null) {
            // Every number differs from NaN.
            sql.append(isNumber);
            return;
        }
        String column = alias + ".number_order";
        switch (operator) {
            case EQUAL -> add(column + " = ?", order);
            // NaN, which has no order, differs from every number.
            case NOT_EQUAL -> add("(" + column + " <> ? or (" + column + " is null and " + isNumber + "))", order);
            case LESS -> add(column + " < ?", order);
            case AT_MOST -> add(column + " <= ?", order);
            case GREATER -> add(column + " > ?", order);
            case AT_LEAST -> add(column + " >= ?", order);
        }
    }

    /** Adds a piece of the statement in which every parameter has the same value. */
    private void add(String piece, Object value) {
        sql.append(piece);
        piece.chars().filter(c -> c == '?').forEach(c -> parameters.add(value));
    }

    /** The statement; it selects position, digest and text. */
    String sql() {
        return dialect.sql(sql.toString());
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            statement.setObject(i + 1, parameters.get(i));
        }
    }
}
