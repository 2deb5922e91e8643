using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Scaffolding;
using Microsoft.EntityFrameworkCore.Sqlite.Design.Internal;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence.Schema;

/// <summary>
/// The compiled model of SQLite agrees with the entity classes. MUSICAUTH_UPDATE_SNAPSHOTS=1 writes its files.
/// </summary>
public sealed partial class CompiledModelTests : IDisposable
{
    private static readonly string Folder =
        Repository.PathOf("src", "MusicAuth", "Persistence", "CompiledModels", "Sqlite");

    private readonly DirectoryInfo _generated = Directory.CreateTempSubdirectory("musicauth-model-");

    [Fact]
    public void The_compiled_model_matches_the_entity_classes()
    {
        var expected = Generate();
        if (Environment.GetEnvironmentVariable("MUSICAUTH_UPDATE_SNAPSHOTS") == "1")
            Write(expected);

        Directory.GetFiles(Folder).Select(Path.GetFileName).ShouldBe(expected.Keys, ignoreOrder: true);
        foreach (var (name, text) in expected)
            File.ReadAllText(Path.Combine(Folder, name)).ShouldBe(text, $"{name}: run MUSICAUTH_UPDATE_SNAPSHOTS=1");
    }

    [Fact]
    public void The_broker_uses_the_compiled_model()
    {
        using var db = new SqliteDesignTimeFactory().CreateDbContext([]);

        db.Model.ShouldBeAssignableTo<RuntimeModel>();
        db.Model.GetType().Namespace.ShouldBe("MusicAuth.Persistence.CompiledModels.Sqlite");
    }

    public void Dispose() => _generated.Delete(recursive: true);

    private static void Write(Dictionary<string, string> files)
    {
        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.GetFiles(Folder))
            File.Delete(file);
        foreach (var (name, text) in files)
            File.WriteAllText(Path.Combine(Folder, name), text);
    }

    private Dictionary<string, string> Generate()
    {
        using var db = new SqliteDesignTimeFactory().CreateDbContext([]);
        var services = new ServiceCollection().AddEntityFrameworkDesignTimeServices();
#pragma warning disable EF1001 // The tool dotnet-ef uses the same class.
        new SqliteDesignTimeServices().ConfigureDesignTimeServices(services);
#pragma warning restore EF1001
#pragma warning disable RS0030 // The services of the tool, beside no host.
        using var provider = services.AddDbContextDesignTimeServices(db).BuildServiceProvider();
#pragma warning restore RS0030
        var files = provider.GetRequiredService<ICompiledModelScaffolder>().ScaffoldModel(
            db.GetService<IDesignTimeModel>().Model, _generated.FullName,
            new CompiledModelCodeGenerationOptions
            {
                ContextType = typeof(SqliteDb),
                ModelNamespace = "MusicAuth.Persistence.CompiledModels.Sqlite",
                Language = "C#",
                ForNativeAot = true,
            });
        return files.ToDictionary(
            file => Path.GetFileName(file), file => Rewrite(File.ReadAllText(file)), StringComparer.Ordinal);
    }

    private static string Rewrite(string text) =>
        RandomId().Replace(PublicClass().Replace(text, "${indent}internal "), "modelId: Guid.Empty");

    // Each generation creates another id.
    [GeneratedRegex("modelId: new Guid\\(\"[^\"]+\"\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RandomId();

    // The entity classes are internal.
    [GeneratedRegex(
        "^(?<indent> *)public (?=(static |partial )+class )", RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex PublicClass();
}
