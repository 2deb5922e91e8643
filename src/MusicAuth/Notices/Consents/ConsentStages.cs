namespace MusicAuth.Notices.Consents;

/// <summary>How long before the end each stage comes.</summary>
internal static class ConsentStages
{
    public static readonly IReadOnlyList<KeyValuePair<ConsentStage, TimeSpan>> BeforeEnd =
    [
        new(ConsentStage.Days60, TimeSpan.FromDays(60)), new(ConsentStage.Days30, TimeSpan.FromDays(30)),
        new(ConsentStage.Days7, TimeSpan.FromDays(7)), new(ConsentStage.Day1, TimeSpan.FromDays(1)),
    ];
}
