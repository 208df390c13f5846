/**
 * Records and artifacts in a directory.
 */
@org.jspecify.annotations.NullMarked
module dev.lineage.fs {
    requires transitive dev.lineage.api;
    requires org.slf4j;

    exports dev.lineage.fs;

    provides dev.lineage.spi.StoreProvider with
            dev.lineage.fs.internal.FileStoreProvider;
}
