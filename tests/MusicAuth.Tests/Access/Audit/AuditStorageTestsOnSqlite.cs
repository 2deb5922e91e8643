using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Audit;

public sealed class AuditStorageTestsOnSqlite() : AuditStorageTests(DatabaseKind.Sqlite)
{
    [Fact]
    public async Task A_locked_database_delays_no_request_and_loses_no_event()
    {
        var user = await Dora.UserIdAsync();
        await Broker.FlushAsync();
        Broker.AuditLog().Record(AuditTestExtensions.Use(user, "patient"));
        using (Broker.Database.Lock())
        {
            (await Broker.FlushAsync()).ShouldBeFalse();
            Broker.AuditLog().Record(AuditTestExtensions.Use(user, "patient"));
            (await Dora.AuditEntriesAsync()).ShouldNotBeEmpty();
        }

        (await Broker.FlushAsync()).ShouldBeTrue();

        Broker.Database.Scalar("SELECT sum(count) FROM activity WHERE caller_id = 'patient'").ShouldBe(2L);
        Broker.Log.All.Count(entry => entry.Contains("keeps them in memory")).ShouldBe(1);
    }
}
