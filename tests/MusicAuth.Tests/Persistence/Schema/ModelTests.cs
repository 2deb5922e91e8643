using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using MusicAuth.Persistence.Migrations;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence.Schema;

/// <summary>The schema that both databases have.</summary>
public abstract class ModelTests(DatabaseKind storage)
{
    [Fact]
    public void The_migrations_match_the_model()
    {
        using var db = Create(storage);

        db.Database.GetMigrations().ShouldNotBeEmpty();
        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public void The_list_for_a_start_without_EF_names_every_migration()
    {
        using var db = Create(storage);

        (storage == DatabaseKind.Sqlite ? MigrationIds.Sqlite : MigrationIds.Postgres)
            .ShouldBe(db.Database.GetMigrations());
    }

    [Fact]
    public void Tables_and_columns_have_snake_case_names()
    {
        using var db = Create(storage);

        foreach (var table in db.Model.GetRelationalModel().Tables)
        {
            table.Name.ShouldMatch("^[a-z][a-z0-9_]*$");
            foreach (var column in table.Columns)
                column.Name.ShouldMatch("^[a-z][a-z0-9_]*$", table.Name);
        }
    }

    [Fact]
    public void Both_databases_have_the_same_columns_unique_indexes_and_cascades()
    {
        using var sqlite = Create(DatabaseKind.Sqlite);
        using var postgres = Create(DatabaseKind.Postgres);

        Describe(postgres.Model).ShouldBe(Describe(sqlite.Model));
    }

    private static MusicAuthDb Create(DatabaseKind storage) => storage == DatabaseKind.Sqlite
        ? new SqliteDesignTimeFactory().CreateDbContext([])
        : new PostgresDesignTimeFactory().CreateDbContext([]);

    private static IEnumerable<string> Describe(IModel model) => model.GetRelationalModel().Tables
        .SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name} {column.IsNullable}")
            .Concat(table.Indexes.Where(index => index.IsUnique).Select(index => $"{table.Name} {index.Name}"))
            .Concat(table.ForeignKeyConstraints.Select(key => $"{table.Name} {key.Name} {key.OnDeleteAction}")))
        .Order(StringComparer.Ordinal);
}
