<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="html" encoding="UTF-8" indent="no"/>
  <xsl:param name="title"/>
  <xsl:template match="/books">
    <html><head><title><xsl:value-of select="$title"/></title></head><body>
      <ol><xsl:for-each select="book"><xsl:sort select="@year" data-type="number"/><li><xsl:value-of select="concat(@year, ': ', .)"/></li></xsl:for-each></ol>
      <p><xsl:value-of select="count(book[@year &lt; 1900])"/> old ones</p>
    </body></html>
  </xsl:template>
</xsl:stylesheet>
