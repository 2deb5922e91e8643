using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence.Sqlite;

/// <summary>The characters of a path have no meaning in the connection string.</summary>
public sealed class SqlitePathTests
{
    private const string Name = "a;Mode=Memory'\"b";

    [Fact]
    public void The_data_directory_can_have_every_character()
    {
        var options = new DatabaseOptions { DataDirectory = $"/data/{Name}" };

        options.SqliteFile.ShouldBe($"/data/{Name}/musicauth.db");
        new SqliteConnectionStringBuilder(options.SqliteConnectionString()).DataSource.ShouldBe(options.SqliteFile);
    }

    [Fact]
    public async Task The_database_of_a_backup_can_be_in_such_a_folder()
    {
        var stop = TestContext.Current.CancellationToken;
        var root = Directory.CreateTempSubdirectory("musicauth-path-");
        var file = Path.Combine(root.CreateSubdirectory(Name).FullName, "musicauth.db");
        await (await SqliteFile.CreateAsync(file, stop)).DisposeAsync();

        await (await SqliteFile.OpenAndMigrateAsync(file, stop)).DisposeAsync();

        File.Exists(file).ShouldBeTrue();
        root.Delete(recursive: true);
    }
}
