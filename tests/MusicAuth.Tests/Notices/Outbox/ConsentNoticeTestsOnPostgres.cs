using Shouldly;

namespace MusicAuth.Tests.Notices.Outbox;

public sealed class ConsentNoticeTestsOnPostgres
{
    [LongFact]
    public async Task A_notice_is_sent_before_the_end_and_at_the_end()
    {
        await using var fixture = await WebhookFixture.StartAsync(DatabaseKind.Postgres);

        await fixture.GoToAsync(fixture.End.AddDays(-30));
        await fixture.GoToAsync(fixture.End);
        using var again = await fixture.Broker.SignedInAsync("dora", "spotify");
        await fixture.CollectAsync();

        fixture.Types.ShouldBe(["consent.ending", "consent.ended", "consent.renewed"]);
    }
}
