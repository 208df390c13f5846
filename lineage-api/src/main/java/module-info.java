/**
 * The API of Lineage: entry points, value types and the backend SPI.
 */
// The modules of core and the backends are not there when this module is compiled.
@SuppressWarnings("module")
@org.jspecify.annotations.NullMarked
module dev.lineage.api {
    requires static transitive org.jspecify;

    exports dev.lineage;
    exports dev.lineage.model;
    exports dev.lineage.spi;
    exports dev.lineage.internal.json to
            dev.lineage.core,
            dev.lineage.fs,
            dev.lineage.jdbc;

    uses dev.lineage.spi.RegistryProvider;
    uses dev.lineage.spi.StoreProvider;
}
