//! The layout, character by character.

use super::*;

fn snapshot(schema: &str) -> String {
    let document = format!(
        "\u{feff}<e:Edmx Version='4.0' xmlns:e='http://docs.oasis-open.org/odata/ns/edmx'>\
         <e:DataServices><Schema Namespace='D' \
         xmlns='http://docs.oasis-open.org/odata/ns/edm'>{schema}</Schema>\
         </e:DataServices></e:Edmx>"
    );
    normalise(document.as_bytes(), "demo.xml").unwrap()
}

#[test]
fn each_element_has_a_line_and_declarations_are_sorted() {
    let text = snapshot(
        "<!-- b --><EntityType Name='B'><Key><PropertyRef Name='Id'/></Key>\
         <Property Type='Edm.Guid' Name='Id'></Property><Property Name='A' Type='Edm.Int32'/>\
         </EntityType><EntityContainer Name='C'><EntitySet Name='x' EntityType='D.B'/>\
         <EntitySet Name='y' EntityType='D.A'/></EntityContainer>\
         <EntityType Name='A'><Key><PropertyRef Name='Id'/></Key>\n\n\
         <Property Name='Id' Type='Edm.Guid'/></EntityType>",
    );
    insta::assert_snapshot!(text, @r#"
        <?xml version="1.0" encoding="utf-8"?>
        <e:Edmx xmlns:e="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0">
          <e:DataServices>
            <Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="D">
              <EntityType Name="A">
                <Key>
                  <PropertyRef Name="Id"/>
                </Key>
                <Property Name="Id" Type="Edm.Guid"/>
              </EntityType>
              <EntityType Name="B">
                <Key>
                  <PropertyRef Name="Id"/>
                </Key>
                <Property Type="Edm.Guid" Name="Id"/>
                <Property Name="A" Type="Edm.Int32"/>
              </EntityType>
              <EntityContainer Name="C">
                <EntitySet Name="y" EntityType="D.A"/>
                <EntitySet Name="x" EntityType="D.B"/>
              </EntityContainer>
            </Schema>
          </e:DataServices>
        </e:Edmx>
        "#);
}

const TEXTS: &str = r#"
      <Annotation Term="a&amp;&lt;&quot;&#10;b">
        <String> x &lt; y
 </String>
      </Annotation>
      <x:Other xmlns:x="urn:x" x:a="1">
        <x:Mixed>one <x:b/> two</x:Mixed>
      </x:Other>
    </Schema>
  </e:DataServices>
</e:Edmx>
"#;

#[test]
fn text_and_what_needs_escaping_survive() {
    let text = snapshot(
        "<Annotation Term='a&amp;&lt;&quot;&#10;b'><String> x &lt; y\n </String></Annotation>\
         <x:Other xmlns:x='urn:x' x:a='1'><x:Mixed>one <x:b/> two</x:Mixed></x:Other>",
    );
    assert!(text.ends_with(TEXTS), "{text}");
}

#[test]
fn the_normal_form_of_a_normal_form_is_itself() {
    let once = snapshot("<EntityType Name='B'/><EntityType Name='A'><x>t</x></EntityType>");
    assert_eq!(normalise(once.as_bytes(), "once.xml").unwrap(), once);
}

#[test]
fn deep_nesting_grows_the_text_in_proportion() {
    let deep = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
    let text = snapshot(&deep(50_000));
    assert!(
        text.len() < 50_000 * 2 * (2 * DEEPEST + 8),
        "{}",
        text.len()
    );
}

#[test]
fn what_is_no_csdl_is_refused() {
    let error = normalise(b"<html>", "page.html").unwrap_err();
    assert!(error.to_string().starts_with("page.html: "), "{error}");
}
