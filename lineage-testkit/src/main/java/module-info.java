/**
 * The contract kit for backends, and JUnit and AssertJ support for users.
 */
@org.jspecify.annotations.NullMarked
module dev.lineage.testkit {
    requires transitive dev.lineage.api;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;

    exports dev.lineage.testkit;
    exports dev.lineage.testkit.contract;
}
