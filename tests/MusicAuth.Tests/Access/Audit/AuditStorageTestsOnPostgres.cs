using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Audit;

public sealed class AuditStorageTestsOnPostgres() : AuditStorageTests(LongTests.Only(DatabaseKind.Postgres))
{
    [Fact]
    public async Task Two_replicas_update_the_same_entries()
    {
        await using var replica = Broker.NewReplica();
        var user = await Dora.UserIdAsync();

        await Task.WhenAll(new[] { Broker, replica }.Select(broker => Task.Run(async () =>
        {
            for (var round = 0; round < 40; round++)
            {
                for (var key = 0; key < 10; key++)
                    broker.AuditLog().Record(AuditTestExtensions.Use(user, $"shared {key}"));
                await broker.FlushAsync();
            }
        })));
        await Broker.FlushAsync();
        await replica.FlushAsync();

        Broker.Database.Count("activity WHERE caller_id LIKE 'shared%'").ShouldBeInRange(10, 20);
        Broker.Database.Scalar("SELECT sum(count)::bigint FROM activity WHERE caller_id LIKE 'shared%'")
            .ShouldBe(800L);
    }
}
