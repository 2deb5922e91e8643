using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence.Sqlite;

public sealed class SqliteTimeoutTests
{
    [Theory]
    [InlineData("Data Source=musicauth.db", 5)]
    [InlineData("Data Source=musicauth.db;Default Timeout=30", 30)]
    public void The_connection_string_can_set_another_timeout_than_5_seconds(string configured, int seconds)
    {
        var options = new DatabaseOptions { ConnectionString = configured };

        new SqliteConnectionStringBuilder(options.SqliteConnectionString()).DefaultTimeout.ShouldBe(seconds);
    }
}
