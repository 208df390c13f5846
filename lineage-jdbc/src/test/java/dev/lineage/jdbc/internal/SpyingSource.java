package dev.lineage.jdbc.internal;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A DataSource over a real one that writes down what is asked of its connections. Thread-safe. */
final class SpyingSource implements DataSource {
    /** Called before each thing that a connection is asked to do. */
    interface Listener {
        void before(Connection connection, String what) throws SQLException;
    }

    private final DataSource target;
    private final Listener listener;
    private final List<String> seen = new CopyOnWriteArrayList<>();

    SpyingSource(DataSource target, Listener listener) {
        this.target = target;
        this.listener = listener;
    }

    /** The statements that were executed, and {@code commit}, in their order. */
    List<String> seen() {
        return seen;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = target.getConnection();
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("commit")) {
                note(connection, "commit");
            }
            Object result = invoke(connection, method, arguments);
            return method.getName().equals("prepareStatement")
                    ? spy(connection, (PreparedStatement) result, (String) arguments[0])
                    : result;
        };
        return (Connection)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class}, handler);
    }

    private PreparedStatement spy(Connection connection, PreparedStatement statement, String sql) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                note(connection, sql);
            }
            return invoke(statement, method, arguments);
        };
        return (PreparedStatement)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {PreparedStatement.class}, handler);
    }

    private void note(Connection connection, String what) throws SQLException {
        listener.before(connection, what);
        seen.add(what);
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return target.getConnection(username, password);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return target.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        target.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        target.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return target.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return target.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return target.isWrapperFor(type);
    }
}
