namespace MusicAuth.Notices.Consents;

/// <summary>The providers that have ended consents in mass: more in an hour than in the month before.</summary>
internal static class MassEndings
{
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);
    public static readonly TimeSpan Before = TimeSpan.FromDays(30);

    // Two people can end their consents within an hour by chance.
    private const int Minimum = 3;

    public static bool IsMass(long inWindow, long before) => inWindow >= Minimum && inWindow > before;
}
