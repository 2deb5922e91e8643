using Shouldly;

namespace MusicAuth.EndToEnd.Clients;

/// <summary>A client that is generated from the API description compiles.</summary>
public sealed class GeneratedClientTests
{
    private const string Generator = "node_modules/openapi-typescript/bin/cli.js";
    private const string Compiler = "node_modules/typescript/bin/tsc";

    private static readonly string Description = Path.Combine(Builds.Root, "docs", "api", "openapi.json");
    private static readonly string App = Path.Combine(Builds.Root, "tests", "clients", "described.ts");

    [LongFact]
    public async Task A_TypeScript_client_is_generated_from_the_description_and_compiles_in_strict_mode()
    {
        NodeScript.Require();
        using var folder = new TempFolder();
        var generated = folder.PathOf("api.ts");
        File.Copy(App, folder.PathOf("described.ts"));
        await File.WriteAllTextAsync(folder.PathOf("package.json"), """{"type":"module"}""");

        var (generation, errors) = await NodeScript.RunToEndAsync([Generator, Description, "--output", generated]);
        generation.ShouldBe(0, errors);
        var (code, output) = await NodeScript.RunToEndAsync(
            [Compiler, "--strict", "--noEmit", "--noUnusedLocals", "--exactOptionalPropertyTypes", "--target", "es2022",
                "--module", "nodenext", folder.PathOf("described.ts")]);

        code.ShouldBe(0, output);
        (await File.ReadAllTextAsync(generated)).ShouldContain("PlaylistOwner");
    }
}
