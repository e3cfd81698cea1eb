//! Makes the models of two entities from the committed snapshot.

fn main() -> Result<(), creatio_codegen::BuilderError> {
    creatio_codegen::Builder::new()
        .metadata("metadata.xml")
        .include(["Account", "Contact"])
        .generate()
}
