namespace MusicAuth.Notices.Consents;

/// <summary>A point in the life of a consent, in their order. Its user hears of each once, except the first.</summary>
internal enum ConsentStage
{
    /// <summary>Nothing is sent: the page of the user shows the renewal from here on.</summary>
    Days60,
    Days30,
    Days7,
    Day1,
    Ended,

    /// <summary>A new consent, or a provider that accepts an old one again.</summary>
    Renewed,
}
