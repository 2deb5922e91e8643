using Shouldly;

namespace MusicAuth.Tests.Notices.Outbox;

public sealed class ConsentNoticeTestsOnPostgres
{
    [LongFact]
    public async Task A_notice_is_sent_before_the_end_and_at_the_end()
    {
        await using var hooked = await HookedBroker.StartAsync(DatabaseKind.Postgres);

        await hooked.GoToAsync(hooked.End.AddDays(-30));
        await hooked.GoToAsync(hooked.End);
        using var again = await hooked.Broker.SignedInAsync("dora", "spotify");
        await hooked.CollectAsync();

        hooked.Types.ShouldBe(["consent.ending", "consent.ended", "consent.renewed"]);
    }
}
