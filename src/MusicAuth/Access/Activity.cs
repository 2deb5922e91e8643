using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access;

/// <summary>One line of what was done: a single event, or all equal ones of an hour.</summary>
public sealed class Activity
{
    private const int MergeKeyBytes = 16;

    public Guid Id { get; init; }

    /// <summary>Null where it belongs to nobody, or to somebody who has been removed.</summary>
    public Guid? UserId { get; init; }
    public ActivityKind Kind { get; init; }
    public DateTimeOffset At { get; init; }
    public DateTimeOffset LastAt { get; init; }
    public long Count { get; init; }
    public ActivityCallerKind? CallerKind { get; init; }
    public string? CallerId { get; init; }
    public string? CallerName { get; init; }
    public string? Provider { get; init; }
    public string? Data { get; init; }
    public string? Address { get; init; }
    public string? Outcome { get; init; }
    public ActivityOddities Flags { get; set; }

    /// <summary>Where equal events of an hour meet; null for what is written by itself.</summary>
    public byte[]? MergeKey { get; init; }

    /// <summary>A line of its own.</summary>
    public static Activity OfOne(ActivityEvent e, DateTimeOffset now) => From(e, now, now, 1, mergeKey: null);

    /// <summary>A line that grows with what is equal to it within the hour, in whatever process.</summary>
    internal static Activity Hourly(ActivityTally tally)
    {
        var e = tally.Event;
        var content = string.Join(
            '\u001f', e.UserId, e.Kind, e.CallerKind, e.CallerId, e.CallerName, e.Provider, e.Data, e.Address,
            e.Outcome, tally.Hour);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(content));
        return From(e, tally.First, tally.Last, tally.Count, hash[..MergeKeyBytes]);
    }

    private static Activity From(
        ActivityEvent e, DateTimeOffset first, DateTimeOffset last, long count, byte[]? mergeKey) => new()
        {
            Id = Guid.CreateVersion7(first),
            UserId = e.UserId,
            Kind = e.Kind,
            At = first,
            LastAt = last,
            Count = count,
            CallerKind = e.CallerKind,
            CallerId = e.CallerId,
            CallerName = e.CallerName,
            Provider = e.Provider,
            Data = e.Data,
            Address = e.Address,
            Outcome = e.Outcome,
            MergeKey = mergeKey,
        };
}

/// <summary>What is odd about a line; the wire tells each as an <see cref="ActivityOddity"/>.</summary>
[Flags]
public enum ActivityOddities
{
    None = 0,

    /// <summary>A key that was used from elsewhere before.</summary>
    NewNetwork = 1,

    /// <summary>Ten times as much in this hour as usual, and at least a hundred.</summary>
    TenfoldRate = 2,

    /// <summary>Twenty refusals of a caller, or of a network, in this hour.</summary>
    ManyRefusals = 4,

    /// <summary>A further account can sign in as the user.</summary>
    LinkedAccount = 8,
}

public sealed class ActivityMapping : IEntityTypeConfiguration<Activity>
{
    public void Configure(EntityTypeBuilder<Activity> builder)
    {
        builder.ToTable("activity");
        builder.HasKey(activity => activity.Id);
        builder.Property(activity => activity.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(activity => activity.UserId).HasColumnName("user_id");
        builder.Property(activity => activity.Kind).HasColumnName("kind").HasConversion<string>();
        builder.Property(activity => activity.At).HasColumnName("at");
        builder.Property(activity => activity.LastAt).HasColumnName("last_at");
        builder.Property(activity => activity.Count).HasColumnName("count");
        builder.Property(activity => activity.CallerKind).HasColumnName("caller_kind").HasConversion<string>();
        builder.Property(activity => activity.CallerId).HasColumnName("caller_id");
        builder.Property(activity => activity.CallerName).HasColumnName("caller_name");
        builder.Property(activity => activity.Provider).HasColumnName("provider");
        builder.Property(activity => activity.Data).HasColumnName("data");
        builder.Property(activity => activity.Address).HasColumnName("address");
        builder.Property(activity => activity.Outcome).HasColumnName("outcome");
        builder.Property(activity => activity.Flags).HasColumnName("flags");
        builder.Property(activity => activity.MergeKey).HasColumnName("merge_key");
        builder.HasOne<User>().WithMany().HasForeignKey(activity => activity.UserId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(activity => activity.MergeKey).IsUnique().HasDatabaseName("ux_activity_merge");
        builder.HasIndex(activity => new { activity.UserId, activity.LastAt }).HasDatabaseName("ix_activity_user");
        builder.HasIndex(activity => new { activity.CallerId, activity.LastAt }).HasDatabaseName("ix_activity_caller");
        builder.HasIndex(activity => activity.LastAt).HasDatabaseName("ix_activity_last_at");
    }
}
