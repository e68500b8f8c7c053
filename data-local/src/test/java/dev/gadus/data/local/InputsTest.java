// SPDX-License-Identifier: Apache-2.0
package dev.gadus.data.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.engine.Mount;
import dev.gadus.engine.StepException;
import dev.gadus.model.InputSource;
import dev.gadus.model.SpecConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input sources, and above all what is not let in. */
class InputsTest {
  @TempDir Path folder;
  private Path data;
  private Path secret;

  @BeforeEach
  void open() throws IOException {
    folder = folder.toRealPath();
    data = Files.createDirectories(folder.resolve("data/sub"));
    data = folder.resolve("data");
    Files.writeString(data.resolve("file"), "x");
    secret = Files.createDirectories(folder.resolve("secret"));
    Files.writeString(secret.resolve("file"), "s");
  }

  private static InputSource input(String type, Map<String, Object> params, String target) {
    return new InputSource(new SpecConfig(type, params), "", target);
  }

  private static InputSource local(Path path, Object... more) {
    Map<String, Object> params = new HashMap<>(Map.of("SourcePath", path.toString()));
    for (int i = 0; i < more.length; i += 2) {
      params.put(more[i].toString(), more[i + 1]);
    }
    return input("local", params, "/in");
  }

  private static String refusal(List<String> allowed, InputSource input) {
    return new LocalInputs(LocalInputs.TYPE, AllowList.of(allowed))
        .refusal(input)
        .orElse("accepted");
  }

  @Test
  void nothingIsAllowedUntilItIs() {
    assertThat(refusal(List.of(), local(data))).contains("is not allowed for reading");
    assertThat(new LocalInputs(LocalInputs.TYPE, AllowList.nothing()).refusal(local(data)))
        .isPresent();
  }

  @Test
  void patternsMeanWhatTheySay() {
    assertThat(refusal(List.of(data.toString()), local(data))).isEqualTo("accepted");
    assertThat(refusal(List.of(data.toString()), local(data.resolve("file"))))
        .contains("not allowed");
    assertThat(refusal(List.of(data + "/*"), local(data.resolve("file")))).isEqualTo("accepted");
    assertThat(refusal(List.of(data + "/*"), local(data))).contains("not allowed");
    assertThat(refusal(List.of(data + "/**"), local(data))).isEqualTo("accepted");
    assertThat(refusal(List.of(data + "/**"), local(data.resolve("sub")))).isEqualTo("accepted");
    assertThat(refusal(List.of(data + "/**:ro"), local(data.resolve("sub")))).isEqualTo("accepted");
    assertThat(refusal(List.of(folder + "/**/sub"), local(data.resolve("sub"))))
        .isEqualTo("accepted");
    assertThat(refusal(List.of(folder + "/{data,other}/f?le"), local(data.resolve("file"))))
        .isEqualTo("accepted");
    assertThat(refusal(List.of(folder + "/dat"), local(data))).contains("not allowed");
    assertThat(refusal(List.of(data + "/.*"), local(data.resolve("file")))).contains("not allowed");
    assertThat(refusal(List.of("/**"), local(secret.resolve("file")))).isEqualTo("accepted");
    assertThatThrownBy(() -> AllowList.of(List.of("data/**"))).hasMessageContaining("'data/**'");
    assertThatThrownBy(() -> AllowList.of(List.of("/a/{b")))
        .hasMessageContaining("without its '}'");
  }

  @Test
  void linksAndDotsDoNotMakeAPathAllowed() throws IOException {
    Files.createSymbolicLink(data.resolve("link"), secret);
    Files.createSymbolicLink(data.resolve("file-link"), secret.resolve("file"));
    List<String> allowed = List.of(data + "/**");

    assertThat(refusal(allowed, local(data.resolve("link")))).contains("not allowed");
    assertThat(refusal(allowed, local(data.resolve("link/file")))).contains("not allowed");
    assertThat(refusal(allowed, local(data.resolve("file-link")))).contains("not allowed");
    assertThat(refusal(allowed, local(data.resolve("../secret")))).contains("not allowed");
    assertThat(refusal(allowed, local(data.resolve("sub/../../secret/file"))))
        .contains("not allowed");
  }

  @Test
  void anAllowedPathMayItselfBeALink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), data);

    assertThat(refusal(List.of(link + "/**"), local(link.resolve("file")))).isEqualTo("accepted");
    assertThat(refusal(List.of(link + "/**"), local(data.resolve("file")))).isEqualTo("accepted");
    assertThat(refusal(List.of(link.toString()), local(link))).isEqualTo("accepted");
  }

  @Test
  void writingNeedsItsOwnPermission() throws Exception {
    assertThat(refusal(List.of(data + "/**"), local(data, "ReadWrite", true)))
        .contains("not allowed for writing");
    assertThat(refusal(List.of(data + "/**:rw"), local(data, "ReadWrite", true)))
        .isEqualTo("accepted");
    assertThat(refusal(List.of(data + "/**:rw"), local(data.resolve("file"), "ReadWrite", true)))
        .contains("lend its folder");
    LocalInputs inputs = new LocalInputs(LocalInputs.TYPE, AllowList.of(List.of(data + "/**:rw")));
    Mount mount = inputs.fetch(local(data, "ReadWrite", true), folder);
    assertThat(mount).isEqualTo(new Mount("/in", data, true));
    assertThat(inputs.fetch(local(data), folder)).isEqualTo(new Mount("/in", data, false));
  }

  @Test
  void aMissingFolderIsMadeOnlyForWriting() throws Exception {
    Path missing = data.resolve("new/deeper");
    LocalInputs inputs = new LocalInputs(LocalInputs.TYPE, AllowList.of(List.of(data + "/**:rw")));

    assertThat(inputs.refusal(local(missing)).orElse("accepted")).contains("does not exist");
    assertThat(inputs.refusal(local(missing, "ReadWrite", true, "CreateAs", "noCreate")).orElse(""))
        .contains("does not exist");
    assertThat(missing).doesNotExist();
    assertThat(inputs.fetch(local(missing, "ReadWrite", true), folder).hostPath())
        .isEqualTo(missing);
    assertThat(missing).isDirectory();
    assertThat(inputs.refusal(local(secret.resolve("new"), "ReadWrite", true)).orElse(""))
        .contains("not allowed");
  }

  @Test
  void whetherAForbiddenPathExistsIsNotSaid() {
    List<String> allowed = List.of(data + "/**");
    assertThat(refusal(allowed, local(secret.resolve("file"))).replace("secret/file", "P"))
        .isEqualTo(refusal(allowed, local(secret.resolve("none"))).replace("secret/none", "P"));
  }

  @Test
  void aLocalInputNeedsAnAbsolutePath() {
    assertThat(refusal(List.of("/**"), input("local", Map.of(), "/in")))
        .contains("needs the parameter SourcePath");
    assertThat(refusal(List.of("/**"), local(Path.of("relative")))).contains("must be absolute");
  }

  private static InputSource inline(String url) {
    return input("inline", Map.of("URL", url), "/in");
  }

  private String inlineContent(String url) throws Exception {
    Path empty = Files.createTempDirectory(folder, "inline");
    return Files.readString(new InlineInputs().fetch(inline(url), empty).hostPath());
  }

  @Test
  void dataUrlsAreReadInAllTheirForms() throws Exception {
    assertThat(inlineContent("data:,plain")).isEqualTo("plain");
    assertThat(inlineContent("data:text/plain;charset=utf-8,a%2Cb%0Agr%C3%B6%C3%9Fer"))
        .isEqualTo("a,b\ngrößer");
    assertThat(inlineContent("DATA:text/plain;base64,aGVsbG8=")).isEqualTo("hello");
    assertThat(inlineContent("data:;base64,aGVsbG8")).isEqualTo("hello");
    assertThat(inlineContent("data:;base64,Pz8_")).isEqualTo("???");
    assertThat(inlineContent("data:;base64,aGVsbG8%3D")).isEqualTo("hello");
    assertThat(inlineContent("data:,")).isEmpty();
  }

  @Test
  void damagedDataIsRefusedBeforeAnythingRuns() {
    for (String url :
        List.of("http://example.org", "data:no-comma", "data:;base64,!!", "data:,%", "data:,%zz")) {
      assertThat(new InlineInputs().refusal(inline(url))).as(url).isPresent();
    }
    assertThat(new InlineInputs().refusal(input("inline", Map.of(), "/in"))).isPresent();
  }

  @Test
  void anArchiveThatIsNoneIsAFailureOfTheInput() {
    String text = Base64.getEncoder().encodeToString("no gzip".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(
            () -> new InlineInputs().fetch(inline("data:application/gzip;base64," + text), folder))
        .isInstanceOf(StepException.class)
        .hasMessageContaining("no gzipped tar");
  }
}
