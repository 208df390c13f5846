package dev.lineage.examples.libraries;

import dev.lineage.Canonicalizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.math.la.DenseMatrix;

/**
 * What a linear model of Tribuo knows, without its provenance: when it was trained, where its data was. One line for each weight,
 * by label and feature, exactly as it is.
 */
public final class TribuoWeights implements Canonicalizer {
    /** A canonicalizer has no state. */
    public TribuoWeights() {}

    @Override
    public String name() {
        return "the weights of a linear model of Tribuo";
    }

    @Override
    public boolean accepts(String artifact, Path file) {
        return file.toString().endsWith(".pb") || artifact.equals("model");
    }

    @Override
    public void canonicalize(Path file, OutputStream out) throws IOException {
        Model<Label> model = Model.deserializeFromFile(file).castModel(Label.class);
        if (!(model instanceof LinearSGDModel linear)) {
            throw new IOException(file + " is no linear model: " + model.getClass());
        }
        DenseMatrix weights = linear.getWeightsCopy();
        Map<String, Double> named = new TreeMap<>();
        linear.getOutputIDInfo().forEach(label -> {
            int row = label.getA();
            String name = label.getB().getLabel();
            linear.getFeatureIDMap()
                    .forEach(feature -> named.put(
                            name + " " + feature.getName(),
                            weights.get(row, linear.getFeatureIDMap().getID(feature.getName()))));
            named.put(name + " (bias)", weights.get(row, weights.getDimension2Size() - 1));
        });
        for (Map.Entry<String, Double> weight : named.entrySet()) {
            String line = weight.getKey() + " " + Double.toHexString(weight.getValue()) + "\n";
            out.write(line.getBytes(StandardCharsets.UTF_8));
        }
    }
}
