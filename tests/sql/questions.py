"""The questions of docs/sql.md, and who answers them. Nothing of a question stands here: all of it is read from the page."""

import pathlib
import re
from dataclasses import dataclass
from datetime import date, datetime

PAGE = pathlib.Path(__file__).resolve().parent.parent.parent / "docs" / "sql.md"


@dataclass
class Question:
    """A question, in both languages."""

    number: int
    title: str
    sql: str
    polars: str


def asked():
    """All questions, in order."""
    sections = re.split(r"^## (\d+)\. (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    questions = []
    for number, title, text in zip(sections[::3], sections[1::3], sections[2::3], strict=True):
        blocks = {language: re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL) for language in ("sql", "python")}
        (sql,), (polars,) = blocks["sql"], blocks["python"]
        questions.append(Question(int(number), title, sql, polars))
    if [question.number for question in questions] != list(range(1, 11)):
        raise SystemExit(f"{PAGE} does not have questions 1 to 10")
    return questions


def tables(facts):
    """The names of all tables, and the folder of each."""
    return {folder.name.removeprefix("kind=").replace("-", "_"): folder for folder in sorted(pathlib.Path(facts).glob("kind=*"))}


def shown(value):
    """A value as text, the same for every engine: numbers are whole."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    return str(int(value))


class DuckDb:
    """DuckDB, as it comes."""

    name = "DuckDB"

    def __init__(self, facts):
        import duckdb

        self.connection = duckdb.connect()
        for name, folder in tables(facts).items():
            place = str(folder / "**" / "*.parquet").replace("'", "''")
            self.connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{place}', hive_partitioning = false)")

    def rows(self, sql):
        return self.connection.execute(sql).fetchall()


class DataFusion:
    """DataFusion from Python."""

    name = "DataFusion"

    def __init__(self, facts):
        from datafusion import SessionConfig, SessionContext

        config = SessionConfig().set("datafusion.execution.listing_table_ignore_subdirectory", "false")
        self.context = SessionContext(config)
        for name, folder in tables(facts).items():
            self.context.register_parquet(name, f"{folder}/")

    def rows(self, sql):
        table = self.context.sql(sql).to_arrow_table()
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True)) if table.num_rows else []


class Polars:
    """Polars: the block of Python that stands beside the SQL."""

    name = "Polars"

    def __init__(self, facts):
        self.facts = tables(facts)

    def rows(self, block):
        import polars as pl

        def table(name):
            return pl.scan_parquet(self.facts[name] / "**" / "*.parquet", hive_partitioning=False)

        names = {"pl": pl, "date": date, "table": table}
        exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102  the page is ours
        return names["answer"].collect().rows()


class Spark:
    """Spark, on this machine alone."""

    name = "Spark"

    def __init__(self, facts):
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local[2]").appName("basislint").config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
        self.session = builder.config("spark.sql.shuffle.partitions", "2").config("spark.sql.session.timeZone", "UTC").getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")
        for name, folder in tables(facts).items():
            self.session.read.option("recursiveFileLookup", "true").parquet(str(folder)).createOrReplaceTempView(name)

    def rows(self, sql):
        return [tuple(row) for row in self.session.sql(sql).collect()]


def written(question, rows):
    """An answer as text."""
    lines = [" | ".join(shown(value) for value in row) for row in rows]
    return f"## {question.number}. {question.title}\n" + "".join(f"{line}\n" for line in lines)
