using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Consents;

/// <summary>The states and notices of a consent over time.</summary>
public sealed class ConsentLifeTests
{
    private static readonly DateTimeOffset Begin = new(2027, 3, 4, 10, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Begin.AddDays(180);

    private readonly List<ConsentAnnouncement> _recorded = [];

    [Theory]
    [InlineData("2027-03-04T10:30:00Z")]
    [InlineData("2027-08-31T23:59:59Z")]
    [InlineData("2027-08-31T00:00:00Z")]
    [InlineData("2028-02-29T12:00:00Z")]
    [InlineData("2027-10-01T08:00:00Z")]
    [InlineData("2100-02-28T08:00:00Z")]
    public void A_consent_goes_through_its_stages_and_each_counts_once(string begin)
    {
        var consent = NewConsent(DateTimeOffset.Parse(begin));
        var notices = Enumerable.Range(0, 182 * 24)
            .Select(hour => (hour, Type: Pass(consent, consent.AuthorizedAt.AddHours(hour))))
            .Where(one => one.Type is not null).ToList();

        notices.ShouldBe(
        [
            (150 * 24, NoticeTypes.ConsentEnding), (173 * 24, NoticeTypes.ConsentEnding),
            (179 * 24, NoticeTypes.ConsentEnding), (180 * 24, NoticeTypes.ConsentEnded),
        ]);
        _recorded.Select(one => one.Stage).ShouldBe(
            [ConsentStage.Days60, ConsentStage.Days30, ConsentStage.Days7, ConsentStage.Day1, ConsentStage.Ended]);
    }

    [Theory]
    [InlineData(1, null, typeof(FreshConsent))]
    [InlineData(149.9, null, typeof(FreshConsent))]
    [InlineData(150, NoticeTypes.ConsentEnding, typeof(DueConsent))]
    [InlineData(160, NoticeTypes.ConsentEnding, typeof(DueConsent))]
    [InlineData(175, NoticeTypes.ConsentEnding, typeof(DueConsent))]
    [InlineData(179.9, NoticeTypes.ConsentEnding, typeof(DueConsent))]
    [InlineData(180, NoticeTypes.ConsentEnded, typeof(ExpiredConsent))]
    [InlineData(400, NoticeTypes.ConsentEnded, typeof(ExpiredConsent))]
    public void Of_several_missed_stages_only_the_most_urgent_is_sent(double day, string? type, Type state)
    {
        var at = Begin.AddDays(day);
        StateOf(NewConsent(), at).ShouldBeOfType(state);

        Pass(at).ShouldBe(type);

        Pass(at).ShouldBeNull();
        Pass(at.AddMinutes(1)).ShouldBeNull();
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(119, false)]
    [InlineData(121, true)]
    [InlineData(151, true)]
    [InlineData(181, true)]
    public void A_renewal_is_sent_once_where_the_consent_was_near_its_end(double day, bool isSent)
    {
        for (var at = Begin; at <= Begin.AddDays(day); at = at.AddHours(12))
            Pass(at);
        var renewed = NewConsent(Begin.AddDays(day));

        Pass(renewed, renewed.AuthorizedAt).ShouldBe(isSent ? NoticeTypes.ConsentRenewed : null);

        Pass(renewed, renewed.AuthorizedAt.AddSeconds(10)).ShouldBeNull();
        Pass(renewed, renewed.AuthorizedAt.AddDays(150)).ShouldBe(NoticeTypes.ConsentEnding);
        Pass(renewed, renewed.AuthorizedAt.AddDays(180)).ShouldBe(NoticeTypes.ConsentEnded);
    }

    [Fact]
    public void A_consent_that_the_provider_ends_and_accepts_again_is_sent_each_time()
    {
        var revoked = NewConsent() with { Reason = ReauthorizationReason.Revoked };

        Pass(revoked, Begin.AddDays(10)).ShouldBe(NoticeTypes.ConsentEnded);
        Pass(revoked, Begin.AddDays(11)).ShouldBeNull();
        StateOf(NewConsent(), Begin.AddDays(12)).ShouldBeOfType<RenewedConsent>().IsRecovered.ShouldBeTrue();
        Pass(NewConsent(), Begin.AddDays(12)).ShouldBe(NoticeTypes.ConsentRenewed);
        Pass(NewConsent(), Begin.AddDays(13)).ShouldBeNull();
        Pass(revoked, Begin.AddDays(14)).ShouldBe(NoticeTypes.ConsentEnded);
        Pass(revoked, Begin.AddDays(15)).ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void A_short_consent_skips_the_stages_before_its_begin(int days)
    {
        var consent = NewConsent() with { EndsAt = Begin.AddDays(days) };

        Pass(consent, Begin.AddMinutes(1)).ShouldBeNull();
        Pass(consent, Begin.AddDays(days)).ShouldBe(NoticeTypes.ConsentEnded);
        _recorded.Select(one => one.Stage).ShouldNotContain(ConsentStage.Days30);
    }

    [Fact]
    public void A_consent_without_an_end_is_always_fresh()
    {
        var consent = NewConsent() with { EndsAt = null };

        Pass(consent, Begin.AddYears(20)).ShouldBeNull();
        _recorded.ShouldBeEmpty();
    }

    private string? Pass(DateTimeOffset at) => Pass(NewConsent(), at);

    private string? Pass(GrantConsent consent, DateTimeOffset at)
    {
        var state = StateOf(consent, at);
        _recorded.AddRange(state.Steps.Select(step => new ConsentAnnouncement
        {
            GrantId = consent.GrantId,
            AuthorizedAt = consent.AuthorizedAt,
            Stage = step.Stage,
            Repetition = step.Repetition,
            At = at,
        }));
        _recorded.GroupBy(one => (one.AuthorizedAt, one.Stage, one.Repetition)).Where(key => key.Count() > 1)
            .ShouldBeEmpty("each stage is recorded once");
        if (state is RenewedConsent)
            _recorded.RemoveAll(one => one.AuthorizedAt < consent.AuthorizedAt);
        return state.NoticeType;
    }

    private IConsentState StateOf(GrantConsent consent, DateTimeOffset at) =>
        ConsentLife.StateOf(consent, new ConsentHistory(consent, _recorded), at);

    private static GrantConsent NewConsent(DateTimeOffset? begin = null) => new(
        Guid.Empty, Guid.Empty, "spotify", "dora", "Dora", begin ?? Begin, (begin ?? Begin) + (End - Begin),
        Reason: null);
}
