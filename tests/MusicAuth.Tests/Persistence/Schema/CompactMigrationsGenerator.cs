using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations.Design;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace MusicAuth.Tests.Persistence.Schema;

/// <summary>Generates one line for each column, key and index. EF's generator writes four or more lines.</summary>
internal sealed partial class CompactMigrationsGenerator(
    MigrationsCodeGeneratorDependencies dependencies, CSharpMigrationsGeneratorDependencies csharp)
    : CSharpMigrationsGenerator(dependencies, csharp)
{
    private const int TimeoutMilliseconds = 5_000;

    public override string GenerateMigration(
        string? migrationNamespace, string migrationName, IReadOnlyList<MigrationOperation> upOperations,
        IReadOnlyList<MigrationOperation> downOperations) =>
        Compact(base.GenerateMigration(migrationNamespace, migrationName, upOperations, downOperations));

    public override string GenerateMetadata(
        string? migrationNamespace, Type contextType, string migrationName, string migrationId, IModel targetModel) =>
        Compact(base.GenerateMetadata(migrationNamespace, contextType, migrationName, migrationId, targetModel));

    public override string GenerateSnapshot(
        string? modelSnapshotNamespace, Type contextType, string modelSnapshotName, IModel model) =>
        Compact(base.GenerateSnapshot(modelSnapshotNamespace, contextType, modelSnapshotName, model));

    private static string Compact(string code)
    {
        var chained = ChainedCall().Replace(code.ReplaceLineEndings("\n"), "");
        var called = NextArgument().Replace(FirstArgument().Replace(chained, "("), ", ");
        return BlankLine().Replace(called, "\n");
    }

    [GeneratedRegex(@"\n +(?=\.)", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex ChainedCall();

    [GeneratedRegex(@"\(\n +(?=name: )", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex FirstArgument();

    [GeneratedRegex(
        @",\n +(?=(?:table|columns?|unique|filter|principalTable|principalColumn|onDelete): (?!table))",
        RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex NextArgument();

    [GeneratedRegex(@"\n(?:[ \t]*\n)+(?=[ \t])", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex BlankLine();
}
