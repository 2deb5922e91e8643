using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Outbox;

/// <summary>
/// The result of a delivery locks the channel before the delivery, as the deletion of a channel does. In another order,
/// PostgreSQL would end one of the two transactions because of a deadlock.
/// </summary>
public sealed class DeliveryLockOrderTests
{
    [Fact]
    public async Task A_result_can_be_recorded_while_its_channel_is_deleted()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var fixture = await WebhookFixture.StartAsync(DatabaseKind.Postgres);
        await fixture.GoToAsync(fixture.End.AddDays(-30));
        await using var scope = fixture.Broker.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MusicAuthDb>();
        var claimed = new ClaimedDelivery(
            await db.Set<NoticeDelivery>().AsNoTracking().SingleAsync(stop),
            await db.Set<Notice>().AsNoTracking().SingleAsync(stop),
            await db.Set<NoticeChannel>().AsNoTracking().SingleAsync(stop), IsOwner: false);
        await using var connection = new NpgsqlConnection(
            fixture.Broker.DatabaseSettings["Database:ConnectionString"]);
        await connection.OpenAsync(stop);
        await using var deletion = await connection.BeginTransactionAsync(stop);
        await ExecuteAsync(connection, "SELECT 1 FROM notice_channels FOR UPDATE");

        var completing = scope.ServiceProvider.GetRequiredService<DeliveryStore>()
            .CompleteAsync(claimed, SendResult.Sent, stop);
        await Eventually.IsTrueAsync(() => IsOneWaiting(fixture.Broker));
        await ExecuteAsync(connection, "DELETE FROM notice_channels");
        await deletion.CommitAsync(stop);

        (await completing).ShouldBeFalse("the delivery is not parked");
        fixture.Broker.Database.Count("notice_deliveries").ShouldBe(0);
    }

    private static bool IsOneWaiting(Broker broker) => Convert.ToInt32(broker.Database.Scalar(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")) > 0;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
