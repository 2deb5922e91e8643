namespace MusicAuth.Benchmarks.Reporting;

/// <summary>The ratio of two medians with its 95 % interval.</summary>
internal readonly record struct Ratio(double Median, double Low, double High)
{
    private const int Resamples = 2_000;
    private const double Tail = 0.025;

    /// <summary>Uses the bootstrap: it resamples rounds, and keeps both figures of a round together.</summary>
    public static Ratio Of(IReadOnlyList<double> ours, IReadOnlyList<double> theirs)
    {
        var random = new Random(1);
        var rounds = Enumerable.Range(0, ours.Count).ToArray();
        var ratios = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            var drawn = random.GetItems(rounds, rounds.Length);
            ratios[i] = Statistics.Median(drawn.Select(round => ours[round]))
                / Statistics.Median(drawn.Select(round => theirs[round]));
        }

        Array.Sort(ratios);
        return new(
            Statistics.Median(ours) / Statistics.Median(theirs), ratios[(int)(Resamples * Tail)],
            ratios[^((int)(Resamples * Tail) + 1)]);
    }

    public override string ToString() => $"{Median:0.00} ({Low:0.00}–{High:0.00})";
}
