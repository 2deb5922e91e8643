namespace MusicAuth.Grants.Limits;

/// <summary>How many grants a provider refused, and how many others it has.</summary>
internal sealed record RefusalCount(int Refused, int Others)
{
    public int Total => Refused + Others;

    public bool IsMostlyRefused => Refused > Others;
}
