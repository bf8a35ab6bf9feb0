from apps.core.pdf import render_pdf


def summary_pdf(page):
    """The overview of somebody's figures on paper: the findings, and the tables behind them."""
    identifier = f"insights-{page.snapshot.pk}-{page.scope['code']}"
    return render_pdf("insights/pdf/summary.html", {"page": page}, identifier=identifier)
