using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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

        var isParked = await LockConflict.RunAsync(
            fixture.Broker, "SELECT 1 FROM notice_channels FOR UPDATE", "DELETE FROM notice_channels",
            () => scope.ServiceProvider.GetRequiredService<DeliveryStore>()
                .CompleteAsync(claimed, SendResult.Sent, stop));

        isParked.ShouldBeFalse("the delivery is not parked");
        fixture.Broker.Database.Count("notice_deliveries").ShouldBe(0);
    }
}
